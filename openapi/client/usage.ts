// A phone's evening, typed by the document: sign in, find the unit one stands in, read the open vote, cast a ballot.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, operations, paths } from "./schema.js";

type Problem = components["schemas"]["ProblemView"];
type Ballot = Body<"cast_ballot">;
type Receipt = Answer<"cast_ballot">;

// Where there is `fetch`.

export class Evening {
  private token: string | undefined;
  private readonly api;

  constructor(baseUrl: string) {
    const signIn: Middleware = {
      onRequest: ({ request }) => {
        if (this.token !== undefined) request.headers.set("Authorization", `Bearer ${this.token}`);
        request.headers.set("Accept-Language", "zh-CN");
        return request;
      },
    };
    this.api = createClient<paths>({ baseUrl });
    this.api.use(signIn);
  }

  /** `code` is asked from the person; the same key makes a repeated request the same request. */
  async signIn(phone: string, code: () => Promise<string>): Promise<void> {
    const asked = await this.api.POST("/v1/auth/phone-codes", {
      params: { header: { "Idempotency-Key": crypto.randomUUID() } },
      body: { phone },
    });
    const { request_id } = good(asked);
    const session = await this.api.POST("/v1/auth/sessions/phone", { body: { request_id, code: await code() } });
    this.token = good(session).access_token;
  }

  async unitHere(longitude: number, latitude: number): Promise<string> {
    const found = await this.api.GET("/v1/units/at", {
      params: { query: { lon: longitude, lat: latitude, datum: "gcj02" } },
    });
    return good(found).name;
  }

  async vote(vote: string, choose: (options: readonly string[]) => number): Promise<Receipt> {
    const { options } = good(await this.api.GET("/v1/votes/{vote}", { params: { path: { vote } } }));
    const chosen = options[choose(options.map((option) => option.title))];
    if (chosen === undefined) throw new RangeError("no such option");
    const body: Ballot = { choices: [chosen.number] };
    return good(await this.api.PUT("/v1/votes/{vote}/ballot", { params: { path: { vote } }, body }));
  }
}

function good<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data !== undefined) return answer.data;
  throw new Refused(answer.error);
}

export class Refused extends Error {
  readonly problem: Problem | undefined;

  constructor(problem: Problem | undefined) {
    super(problem?.detail ?? "no answer");
    this.problem = problem;
  }

  /** Decide by this, not by the text. */
  get slug(): string {
    return this.problem?.type.replace("/problems/", "") ?? "unavailable";
  }
}

// In a mini-program, around `wx.request`.

type Body<Id extends keyof operations> = operations[Id] extends {
  requestBody: { content: { "application/json": infer Sent } };
}
  ? Sent
  : undefined;

type Answer<Id extends keyof operations> = {
  [Status in keyof operations[Id]["responses"] & (200 | 201 | 202)]: operations[Id]["responses"][Status] extends {
    content: { "application/json": infer Got };
  }
    ? Got
    : undefined;
}[keyof operations[Id]["responses"] & (200 | 201 | 202)];

declare const wx: {
  request(options: {
    url: string;
    method: "GET" | "POST" | "PUT" | "DELETE";
    data?: object;
    header: Record<string, string>;
    success(answer: { statusCode: number; data: unknown }): void;
    fail(): void;
  }): void;
};

/** A ballot is a PUT: when the answer was lost, the same ballot is simply sent again. */
export function castBallot(base: string, token: string, vote: string, ballot: Ballot, tries = 3): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    const again = () => (tries > 1 ? resolve(castBallot(base, token, vote, ballot, tries - 1)) : reject(new Refused(undefined)));
    wx.request({
      url: `${base}/v1/votes/${vote}/ballot`,
      method: "PUT",
      data: ballot,
      header: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      success: ({ statusCode, data }) => {
        if (statusCode === 200) resolve(data as Receipt);
        else if (statusCode === 503) again();
        else reject(new Refused(data as Problem));
      },
      fail: again,
    });
  });
}
