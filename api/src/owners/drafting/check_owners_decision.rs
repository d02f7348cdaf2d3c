use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::register::Register;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::decision_view::{OwnersMeasureView, OwnersPresetView};
use super::rules;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::problem::{Kind, Problem};
use crate::record::BlockerView;
use crate::registers;
use crate::state::App;

/// Everything that still blocks the opening of a decision, and what it would be opened on.
#[derive(Serialize, ToSchema)]
pub struct OwnersPreflightView {
    pub decision_id: Uuid,
    /// True if nothing blocks it.
    pub ready: bool,
    /// Every reason for which `open_owners_decision` would be refused now.
    pub blockers: Vec<BlockerView>,
    /// What the law asks for, as a preset: check it with your housing office.
    pub preset: OwnersPresetView,
    /// The rule in plain words, as it will be fixed at the opening.
    pub rule_zh: String,
    pub rule_en: String,
    /// Null if the estate has no register yet.
    pub register: Option<OwnersPreflightRegister>,
}

/// The estate's present register.
#[derive(Serialize, ToSchema)]
pub struct OwnersPreflightRegister {
    pub register_id: Uuid,
    #[schema(min_length = 64, max_length = 64)]
    pub hash: String,
    #[schema(example = 1208)]
    pub flats: u64,
    pub total: OwnersMeasureView,
    /// Heads without any phone number: they can vote only on paper or through the holder of a proxy.
    #[schema(example = 41)]
    pub heads_without_phone: u64,
}

#[utoipa::path(
    tag = "owners",
    summary = "Check an owners' decision before opening it",
    description = "The pre-flight: every gate that is shut, named like its problem (notice, end, register), the \
        preset by which it would be counted, and the register on which it would be opened.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "What blocks opening", body = OwnersPreflightView)),
)]
#[get("/v1/owners-decisions/{decision}/preflight")]
pub async fn check_owners_decision(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
) -> Result<Reply, Problem> {
    let decision = in_reach(&app, &caller, decision.0).await?;
    let (reads, now) = (app.db().reads(), app.clock().now());
    let present = registers::present(reads, decision.unit, &decision.estate).await?;
    let gates = decision.blockers(now).into_iter().map(Problem::from);
    let missing = present.is_none().then(|| Problem::new(Kind::NoOwnerRegister));
    let blockers: Vec<BlockerView> = gates.chain(missing).map(BlockerView::from).collect();
    let register = match &present {
        None => None,
        Some((id, register)) => {
            let heads_without_phone = registers::heads_without_phone(reads, *id).await?;
            Some(OwnersPreflightRegister::new(id.0, register, heads_without_phone))
        }
    };
    let ([zh, en], [ways_zh, ways_en]) = (rules::item_in_words(decision.item), rules::ways_in_words(&decision));
    let [rule_zh, rule_en] = [(zh, ways_zh), (en, ways_en)].map(|(rule, ways)| format!("{rule}\n{}", ways.join("\n")));
    Ok(Reply::ok(&OwnersPreflightView {
        decision_id: decision.id.0,
        ready: blockers.is_empty(),
        blockers,
        preset: decision.item.into(),
        rule_zh,
        rule_en,
        register,
    }))
}

impl OwnersPreflightRegister {
    fn new(register_id: Uuid, register: &Register, heads_without_phone: u64) -> Self {
        let (hash, flats, total) = (register.hash().to_string(), register.flats(), register.total().into());
        Self { register_id, hash, flats, total, heads_without_phone }
    }
}
