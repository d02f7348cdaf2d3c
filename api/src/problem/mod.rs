//! Refusals as RFC 9457 problems: one flat schema, of a closed and permanent table of kinds.

mod kinds;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

pub use kinds::Kind;

/// A refusal on its way to the client, in both languages until the edge knows which is wanted.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    said: Option<(String, String)>,
    faults: Vec<Fault>,
    retry_after: Option<u32>,
    allow: Option<String>,
}

#[derive(Debug)]
struct Fault {
    pointer: String,
    code: &'static str,
    en: String,
    zh: String,
    /// The row, and below the column, if the fault lies in a table that was sent.
    row: Option<u64>,
    column: Option<&'static str>,
}

/// A cell of a table that is not acceptable.
pub struct CellFault {
    /// JSON pointer of the field that holds the table.
    pub pointer: &'static str,
    /// The row as a spreadsheet counts it: the line of column names is row 1.
    pub row: u64,
    /// None when the row as a whole is at fault.
    pub column: Option<&'static str>,
    pub code: &'static str,
    pub en: String,
    pub zh: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

/// A problem (RFC 9457). `type` is the path of a page that explains it and never changes its meaning.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Problem", example = json!({
    "type": "/problems/invalid-field", "title": "A field is not acceptable", "status": 422,
    "detail": "title: must have at most 100 characters", "instance": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
    "errors": [{"pointer": "/title", "code": "too_long", "detail": "must have at most 100 characters"}]
}))]
pub struct ProblemView {
    /// `/problems/{slug}`, from a closed table.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened and what to do, in the language asked for.
    pub detail: String,
    /// The id of the request, as in `X-Request-Id`.
    pub instance: String,
    /// The fields that were refused; empty when no field is to blame.
    pub errors: Vec<FieldFault>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FieldFault {
    /// JSON pointer (RFC 6901) into the body, or the name of a parameter.
    pub pointer: String,
    pub code: String,
    pub detail: String,
    /// Row of the table that was sent, as a spreadsheet counts: the line of column names is row 1. Only for faults of a
    /// table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Column of the table that was sent. Only for faults of a table, where a column is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

/// The closed table as a document: `openapi/problems.md`.
pub fn table() -> String {
    let mut text = "# Problems\n\nEvery `type` an error can have (RFC 9457). A slug is permanent; each has a page at \
        `/problems/{slug}`.\n\n| type | status | title | 标题 | what to do | 处理办法 |\n|---|---|---|---|---|---|\n"
        .to_owned();
    for kind in Kind::ALL {
        let ((en, zh), (advice, advice_zh)) = (kind.titles(), kind.advice());
        let (slug, status) = (kind.slug(), kind.status());
        text.push_str(&format!("| `{slug}` | {status} | {en} | {zh} | {advice} | {advice_zh} |\n"));
    }
    text
}

impl Problem {
    pub fn new(kind: Kind) -> Self {
        Self(Box::new(Inner { kind, said: None, faults: Vec::new(), retry_after: None, allow: None }))
    }

    /// Says what happened this time, in English and Chinese, instead of the kind's advice.
    pub fn say(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.0.said = Some((en.into(), zh.into()));
        self
    }

    /// A field that is not acceptable. `pointer` is a JSON pointer into the body, or a parameter's name.
    pub fn field(pointer: impl Into<String>, code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let mut problem = Self::new(Kind::InvalidField);
        let fault = Fault { pointer: pointer.into(), code, en: en.into(), zh: zh.into(), row: None, column: None };
        problem.0.faults.push(fault);
        problem
    }

    /// Cells of a table that are not acceptable.
    pub fn cells(faults: impl Iterator<Item = CellFault>) -> Self {
        let mut problem = Self::new(Kind::InvalidField);
        problem.0.faults.extend(faults.map(|CellFault { pointer, row, column, code, en, zh }| Fault {
            pointer: pointer.to_owned(),
            code,
            en,
            zh,
            row: Some(row),
            column,
        }));
        problem
    }

    /// The same problem about parameters of the query: their names have no slash, unlike pointers into a body.
    pub fn of_parameter(mut self) -> Self {
        for fault in &mut self.0.faults {
            fault.pointer = fault.pointer.trim_start_matches('/').to_owned();
        }
        self
    }

    pub fn not_found() -> Self {
        Self::new(Kind::NotFound)
    }

    pub fn broken() -> Self {
        Self::new(Kind::Broken)
    }

    pub fn unavailable() -> Self {
        Self::new(Kind::Unavailable).retry_after(1)
    }

    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    pub fn allow(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The text in one language, for the client, the pre-flight lists and the log. It is the kind's advice, unless
    /// something else was said or a field is at fault.
    pub fn detail(&self, language: Language) -> String {
        if let Some((en, zh)) = &self.0.said {
            return language.choose(en, zh).to_owned();
        }
        match self.0.faults.first() {
            Some(fault) => format!("{}: {}", fault.place(language), language.choose(&fault.en, &fault.zh)),
            None => {
                let (en, zh) = self.0.kind.advice();
                language.choose(en, zh).to_owned()
            }
        }
    }

    pub fn view(&self, language: Language, request: &str) -> ProblemView {
        let kind = self.0.kind;
        let (en, zh) = kind.titles();
        let errors = self.0.faults.iter().map(|fault| FieldFault {
            pointer: fault.pointer.clone(),
            code: fault.code.to_owned(),
            detail: language.choose(&fault.en, &fault.zh).to_owned(),
            row: fault.row,
            column: fault.column.map(str::to_owned),
        });
        ProblemView {
            kind: format!("/problems/{}", kind.slug()),
            title: language.choose(en, zh).to_owned(),
            status: kind.status(),
            detail: self.detail(language),
            instance: request.to_owned(),
            errors: errors.collect(),
        }
    }

    pub fn respond(&self, language: Language, request: &str) -> HttpResponse {
        let status = StatusCode::from_u16(self.0.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.content_type("application/problem+json");
        response.insert_header(("Content-Language", language.choose("en", "zh-CN")));
        if let Some(seconds) = self.0.retry_after {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        if let Some(methods) = &self.0.allow {
            response.insert_header(("Allow", methods.as_str()));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header(("WWW-Authenticate", "Bearer realm=\"sanhui\""));
        }
        if status == StatusCode::UPGRADE_REQUIRED {
            response.upgrade("websocket"); // RFC 9110, 15.5.22; the version is RFC 6455, 4.4
            response.insert_header(("Sec-WebSocket-Version", "13"));
        }
        response.body(serde_json::to_vec(&self.view(language, request)).unwrap_or_default())
    }
}

impl Fault {
    fn place(&self, language: Language) -> String {
        let name = self.pointer.trim_start_matches('/');
        match (self.row, self.column, language) {
            (None, _, _) => name.to_owned(),
            (Some(row), None, Language::English) => format!("{name}, row {row}"),
            (Some(row), None, Language::Chinese) => format!("{name} 第 {row} 行"),
            (Some(row), Some(column), Language::English) => format!("{name}, row {row}, {column}"),
            (Some(row), Some(column), Language::Chinese) => format!("{name} 第 {row} 行 {column} 列"),
        }
    }
}

impl Language {
    fn choose<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }

    /// From `Accept-Language` (RFC 9110, 12.5.4): the better liked of zh and en; Chinese when neither is named.
    pub fn accepted(header: Option<&str>) -> Self {
        let weight = |wanted: &str| {
            let ranges = header.unwrap_or_default().split(',').filter_map(|range| {
                let mut parts = range.trim().split(';');
                let tag = parts.next()?.trim().to_ascii_lowercase();
                let quality = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok());
                tag.split('-').next().is_some_and(|primary| primary == wanted).then_some(quality.unwrap_or(1.0))
            });
            ranges.fold(0.0, f32::max)
        };
        if weight("en") > weight("zh") { Self::English } else { Self::Chinese }
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self::new(kind)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.0.kind.slug(), self.detail(Language::English))
    }
}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    // The edge renders it again in the client's language; see edge/mod.rs.
    fn error_response(&self) -> HttpResponse {
        self.respond(Language::Chinese, "")
    }
}

/// A refusal that is about one field: `parse(raw).field("/title")?`.
pub trait OfField<T> {
    fn field(self, pointer: &str) -> Result<T, Problem>;
}

/// A body may name another thing by its id: `places::unit(…).await.named("/unit_id")?`.
pub trait Named<T> {
    /// Turns a 404 into a 422 that names this field of the body.
    fn named(self, pointer: &str) -> Result<T, Problem>;
}

impl<T> Named<T> for Result<T, Problem> {
    fn named(self, pointer: &str) -> Result<T, Problem> {
        self.map_err(|problem| match problem.kind() == Kind::NotFound {
            true => Problem::field(pointer, "unknown", "names nothing there is", "所指对象不存在"),
            false => problem,
        })
    }
}

/// What a field's refusal says to a client.
pub trait FieldRefusal {
    fn code(&self) -> &'static str;
    fn en(&self) -> String;
    fn zh(&self) -> String;
}

impl<T, E: FieldRefusal> OfField<T> for Result<T, E> {
    fn field(self, pointer: &str) -> Result<T, Problem> {
        self.map_err(|refusal| Problem::field(pointer, refusal.code(), refusal.en(), refusal.zh()))
    }
}

impl FieldRefusal for domain::text::TextRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter => "control_character",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::TooShort { min } => format!("至少 {min} 个字符"),
            Self::TooLong { max } => format!("最多 {max} 个字符"),
            Self::ControlCharacter => "不能包含控制字符".to_owned(),
        }
    }
}

impl FieldRefusal for domain::area::AreaCodeRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Malformed => "区划代码为 2、6、9 或 12 位数字，以 31 开头".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_better_liked_one() {
        for (header, language) in [
            (None, Language::Chinese),
            (Some("en"), Language::English),
            (Some("en-GB,zh;q=0.5"), Language::English),
            (Some("zh-CN,en;q=0.9"), Language::Chinese),
            (Some("fr, en;q=0.2"), Language::English),
            (Some("de"), Language::Chinese),
            (Some(";;q=x"), Language::Chinese),
        ] {
            assert_eq!(Language::accepted(header), language, "{header:?}");
        }
    }
}
