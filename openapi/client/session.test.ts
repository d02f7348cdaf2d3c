// What the session does when answers are late, lost or refused. Run by `npm run check`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal, Session, type Keeper, type Send } from "./session.js";

type Sent = { path: string; headers: Record<string, string>; body: unknown };
type Step = { status: number; body?: unknown; wait?: string } | "lost";

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const pair = (name: string, minutes: number) => ({
  access_token: `access-${name}`,
  refresh_token: `refresh-${name}`,
  access_expires_at: inMinutes(minutes),
  session_expires_at: inMinutes(600),
  token_type: "Bearer",
  session_id: "s",
  account_id: "a",
});
const problem = (slug: string, status: number) => ({ status, body: { type: `/problems/${slug}`, detail: slug, status } });

/** A phone with one device's tokens, and a service that gives the answers of the script. */
function phone(minutes: number, script: Record<string, Step[]>) {
  const sent: Sent[] = [];
  let kept: ReturnType<Keeper["read"]> = pair("1", minutes);
  const keeper: Keeper = { read: () => kept, write: (tokens) => (kept = tokens) };
  const send: Send = async (_method, path, headers, body) => {
    sent.push({ path, headers, body });
    const step = script[path]?.shift();
    if (step === undefined) throw new Error(`nothing is scripted for ${path}`);
    if (step === "lost") throw new Error("no answer");
    return { status: step.status, headers: { "retry-after": step.wait ?? "0" }, body: step.body };
  };
  return { session: new Session(send, keeper), sent, kept: () => kept };
}

const REFRESH = "/v1/auth/refreshes";

test("a lost answer to a refresh is asked for with the same token", async () => {
  const { session, sent, kept } = phone(0, {
    [REFRESH]: ["lost", problem("unavailable", 503), { status: 200, body: pair("2", 10) }],
    "/v1/me": [{ status: 200, body: {} }],
  });
  await session.call("GET", "/v1/me", "k");
  const refreshes = sent.filter((one) => one.path === REFRESH).map((one) => one.body);
  assert.deepEqual(refreshes, Array(3).fill({ refresh_token: "refresh-1" }));
  assert.equal(kept()?.refresh_token, "refresh-2");
  assert.equal(sent.at(-1)?.headers["Authorization"], "Bearer access-2");
});

test("many calls wait for one refresh", async () => {
  const { session, sent } = phone(0, {
    [REFRESH]: [{ status: 200, body: pair("2", 10) }],
    "/v1/me": [1, 2, 3].map(() => ({ status: 200, body: {} })),
  });
  await Promise.all([1, 2, 3].map(() => session.call("GET", "/v1/me", "k")));
  assert.equal(sent.filter((one) => one.path === REFRESH).length, 1);
});

test("what may have been done is sent again with the same key", async () => {
  const { session, sent } = phone(10, { "/v1/needs": ["lost", problem("unavailable", 503), { status: 201, body: { id: "n" } }] });
  assert.deepEqual(await session.call("POST", "/v1/needs", "one-intent", { text: "路灯" }), { id: "n" });
  assert.deepEqual(new Set(sent.map((one) => one.headers["Idempotency-Key"])), new Set(["one-intent"]));
  assert.equal(sent.length, 3);
});

test("a session that was ended elsewhere asks for the sign-in once", async () => {
  const { session, kept } = phone(10, { "/v1/me": [problem("sign-in-needed", 401)], [REFRESH]: [problem("refresh-refused", 401)] });
  await assert.rejects(session.call("GET", "/v1/me", "k"), (error) => error instanceof Refusal && error.slug === "refresh-refused");
  assert.equal(kept(), undefined);
});

test("a refusal is told and not repeated", async () => {
  const { session, sent } = phone(10, { "/v1/needs": [problem("invalid-field", 422)] });
  await assert.rejects(session.call("POST", "/v1/needs", "k", {}), (error) => error instanceof Refusal && error.slug === "invalid-field");
  assert.equal(sent.length, 1);
});
