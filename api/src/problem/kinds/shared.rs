//! Problems that any operation may answer.

macro_rules! shared {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
    Unreadable 400 "unreadable" "The request can't be read" "请求无法读取"
        "Send well-formed JSON in UTF-8 and every required header and parameter."
        "请使用 UTF-8 编码的规范 JSON，并带上所有必填的请求头和参数。";
    IdempotencyKeyMissing 400 "idempotency-key-missing" "An Idempotency-Key is needed" "缺少 Idempotency-Key"
        "Send a fresh random Idempotency-Key (1–64 visible ASCII characters) with every POST that creates or sends; repeat the same key when you repeat the request."
        "凡是新建或发送内容的 POST 请求，都请带上一个新的随机 Idempotency-Key（1–64 个可见 ASCII 字符）；重复发送同一请求时，请沿用原来的值。";
    SignInNeeded 401 "sign-in-needed" "Sign in first" "请先登录"
        "Send a valid access token as `Authorization: Bearer …`; refresh it when it has expired, sign in again when the refresh is refused."
        "请在请求头中带上有效的访问令牌：`Authorization: Bearer …`。令牌过期请先刷新；刷新被拒绝时，请重新登录。";
    NotForYourRole 403 "not-for-your-role" "Not for your role" "您的角色无权进行此操作"
        "This needs an appointment you do not hold. Do not repeat the request."
        "这项操作需要相应的职务，您目前没有该职务，请勿重复提交。";
    NotYourArea 403 "not-your-area" "Not in your area" "不在您的任职范围内"
        "Your appointment does not cover this area. Do not repeat the request."
        "您的任职范围不包括该区域，请勿重复提交。";
    NetworkNotAllowed 403 "network-not-allowed" "Not from this network" "当前网络不允许办理"
        "You are signed in, but your posts count only from the networks set for their area. Use one of those, or ask a steward of the area or the security administrator."
        "您已登录，但您的职务只能在该区域指定的网络内行使。请改用指定网络，或联系该区域的干事或安全管理员。";
    NotFound 404 "not-found" "Not found" "未找到"
        "There is no such thing, or you may not see it."
        "您要找的内容不存在，或您无权查看，请核对后再试。";
    MethodNotAllowed 405 "method-not-allowed" "Method not allowed" "不支持该方法"
        "Use one of the methods in the Allow header."
        "请改用 Allow 响应头中列出的方法。";
    RequestInProgress 409 "request-in-progress" "The same request is still running" "相同的请求正在处理中"
        "Wait a moment, then repeat the request with the same Idempotency-Key."
        "请稍候，再用同一个 Idempotency-Key 重新发送该请求。";
    ChangedMeanwhile 412 "changed-meanwhile" "It was changed meanwhile" "内容已被他人修改"
        "Read it again, look at what changed, and send If-Match with the new ETag."
        "请重新读取，看看改动了哪些内容，再用新的 ETag 填写 If-Match 后提交。";
    TooLarge 413 "too-large" "The request is too large" "请求内容过大"
        "Send less; the bounds are in the document."
        "请减少内容后再提交，大小限制见接口文档。";
    UnsupportedMediaType 415 "unsupported-media-type" "Unsupported media type" "不支持的内容类型"
        "Send `Content-Type: application/json`."
        "请在请求头中写明 `Content-Type: application/json`。";
    InvalidField 422 "invalid-field" "A field is not acceptable" "字段内容不符合要求"
        "Correct the fields named in `errors` and send it again."
        "请按 `errors` 中的提示改正相应字段，再重新提交。";
    IdempotencyKeyReused 422 "idempotency-key-reused" "The Idempotency-Key was used for another request" "Idempotency-Key 已用于其他请求"
        "Use a fresh key for a new request; a repeated request must be the same to the byte."
        "新的请求请换用新的 Idempotency-Key；重复发送同一请求时，内容必须与原来完全一致。";
    UpgradeNeeded 426 "upgrade-needed" "This is a WebSocket" "请使用 WebSocket 连接"
        "Open it with a WebSocket client (version 13; `wx.connectSocket` in a mini-program). The same path without `/socket` at the end gives the same content to an ordinary GET."
        "请用 WebSocket 客户端（版本 13；小程序用 `wx.connectSocket`）建立连接。普通 GET 请求请改用去掉末尾 `/socket` 的地址，内容相同。";
    IfMatchNeeded 428 "if-match-needed" "If-Match is needed" "缺少 If-Match"
        "Read the resource and send its ETag in If-Match, so that nobody's change is lost."
        "请先读取该内容，再把它的 ETag 填入 If-Match 提交，以免覆盖他人的修改。";
    TooManyRequests 429 "too-many-requests" "Too many requests" "请求过于频繁"
        "Wait for the seconds in Retry-After."
        "请等待 Retry-After 所示的秒数后再试。";
    Broken 500 "broken" "Something is wrong on our side" "服务内部出错"
        "Tell us the `instance`. Repeating the request will probably not help."
        "请把 `instance` 的值告知我们，以便查找原因。重复提交一般无法解决问题。";
    Unavailable 503 "unavailable" "Not available at the moment" "服务暂时不可用"
        "Repeat the request after the seconds in Retry-After, with the same Idempotency-Key."
        "请等待 Retry-After 所示的秒数后，用同一个 Idempotency-Key 重试。";
    } };
}
