// Keeps a phone signed in, and repeats what may be repeated. Tokens, lost answers and waiting are handled on this page only.
import type { components } from "./schema.js";

type Tokens = components["schemas"]["TokensView"];
type Problem = components["schemas"]["ProblemView"];
type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One HTTP call: `fetch`, or `wx.request` as a promise. It rejects only when no answer came. Header names come in lower case. */
export type Send = (
  method: Method,
  path: string,
  headers: Record<string, string>,
  body?: object,
) => Promise<{ status: number; headers: Record<string, string>; body: unknown }>;

/** Where tokens are stored while the app is closed: `wx.setStorageSync`, a key chain. */
export interface Keeper {
  read(): Tokens | undefined;
  write(tokens: Tokens | undefined): void;
}

export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  /** Decide by this, never by the text: `publicity-still-running`. */
  get slug(): string {
    return this.problem.type.replace("/problems/", "");
  }
}

export class Session {
  private readonly send: Send;
  private readonly keeper: Keeper;
  private refreshing: Promise<Tokens> | undefined;

  constructor(send: Send, keeper: Keeper) {
    this.send = send;
    this.keeper = keeper;
  }

  /** `key`: a random string for each thing that the person wants done, and the same string when that request is sent again. */
  async call<T>(method: Method, path: string, key: string, body?: object): Promise<T> {
    let renewed = false;
    for (let turn = 1; ; turn += 1) {
      const tokens = await this.fresh();
      const headers: Record<string, string> = { "Accept-Language": "zh-CN", "Idempotency-Key": key };
      if (body !== undefined) headers["Content-Type"] = "application/json";
      if (tokens !== undefined) headers["Authorization"] = `Bearer ${tokens.access_token}`;
      const answer = await this.send(method, path, headers, body).catch(() => undefined);
      if (answer === undefined) {
        // A lost answer is not a refusal: the request may have been done. With the same key it is safe to send it again.
        if (turn === 4) throw new Error("没有网络，请稍后再试");
        await pause(turn);
        continue;
      }
      if (answer.status < 400) return answer.body as T;
      const refusal = new Refusal(answer.body as Problem);
      if (refusal.slug === "sign-in-needed" && tokens !== undefined && !renewed) {
        renewed = true; // refused before its end: the refresh says whether the session has ended
        await this.refresh(tokens);
      } else if ((answer.status === 429 || answer.status === 503) && turn < 4 && waits(answer.headers) <= 10) {
        await pause(waits(answer.headers));
      } else {
        throw refusal;
      }
    }
  }

  /** Tokens that are good for another half minute; none when nobody is signed in. */
  private async fresh(): Promise<Tokens | undefined> {
    const tokens = this.keeper.read();
    const isLate = tokens !== undefined && Date.parse(tokens.access_expires_at) - Date.now() < 30_000;
    return isLate ? this.refresh(tokens) : tokens;
  }

  /** One refresh at a time: a second caller waits for the first. */
  private refresh(tokens: Tokens): Promise<Tokens> {
    this.refreshing ??= this.exchange(tokens.refresh_token).finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async exchange(refresh_token: string): Promise<Tokens> {
    for (let turn = 1; ; turn += 1) {
      const headers = { "Accept-Language": "zh-CN", "Content-Type": "application/json" };
      const answer = await this.send("POST", "/v1/auth/refreshes", headers, { refresh_token }).catch(() => undefined);
      if (answer?.status === 200) {
        const tokens = answer.body as Tokens;
        this.keeper.write(tokens); // before the new token is used, because the old one is void from then on
        return tokens;
      }
      if (answer?.status === 401) {
        this.keeper.write(undefined); // the session is over: show the sign-in
        throw new Refusal(answer.body as Problem);
      }
      // The answer was lost, or is a 429 or 503. The old token can be sent again until the new one has been used.
      if (turn === 5) throw answer === undefined ? new Error("没有网络，请稍后再试") : new Refusal(answer.body as Problem);
      await pause(answer === undefined ? turn : waits(answer.headers));
    }
  }
}

function waits(headers: Record<string, string>): number {
  return Number(headers["retry-after"] ?? "1");
}

function pause(seconds: number): Promise<void> {
  return new Promise((go) => setTimeout(go, seconds * 1000));
}
