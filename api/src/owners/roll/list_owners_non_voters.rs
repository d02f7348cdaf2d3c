use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::register::Head;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::{Kind, Problem};
use crate::registers;
use crate::registers::Known;
use crate::state::App;

/// A head that has not voted, for staff who go from door to door.
#[derive(Serialize, ToSchema)]
pub struct OwnersNonVoterView {
    #[schema(example = "3号/502")]
    pub head: String,
    #[schema(example = json!(["3号/502", "3号/503"]))]
    pub flats: Vec<String>,
    /// The area of all these flats, in 0.01 m².
    #[schema(example = 15_962)]
    pub area: u64,
    /// Its owners as the register names them.
    pub owners: Vec<OwnersNonVoterName>,
    /// True if somebody may cast for the head by proxy and has not done so yet.
    pub proxy_given: bool,
}

#[derive(Serialize, ToSchema)]
pub struct OwnersNonVoterName {
    /// Null only for the builder.
    #[schema(example = "王芳")]
    pub name: Option<String>,
    /// The middle digits are hidden. An owner without a number can't vote online.
    #[schema(example = "+86138****8000")]
    pub phone: Option<String>,
}

#[utoipa::path(
    tag = "owners",
    summary = "List which owners have not voted",
    description = "The heads of the frozen roll that have neither a ballot nor a keyed sheet, with their flats and \
        owners, in the order of their codes. These are personal data: each reading is an event of the audit trail. The \
        list says who has not voted, and never what others voted. Refused with `vote-not-opened` before opening.",
    params(Paging),
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "A page of heads", body = Listing<OwnersNonVoterView>),
        (status = 409, description = "Not opened yet"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/non-voters")]
pub async fn list_owners_non_voters(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let decision = in_reach(&app, &caller, decision.0).await?;
    let register = decision.opening().ok_or_else(|| Problem::new(Kind::VoteNotOpened))?.register;
    let inner = App::clone(&app);
    app.write(&caller, async move |tx| {
        let page = paging.page("list_owners_non_voters", inner.keys())?;
        let silent = store::heads_without_ballot(tx.conn(), register, decision.id, &page).await?;
        let held = registers::held(tx.conn(), register, &silent).await?;
        let holdings = held.heads();
        let with_proxy = store::heads_with_proxy(tx.conn(), decision.id, &silent, tx.now()).await?;
        let mut owners: BTreeMap<Head, Vec<OwnersNonVoterName>> = BTreeMap::new();
        for known in registers::entries_of_heads(tx.conn(), inner.keys(), register, &silent).await? {
            let named = owners.entry(known.head.clone()).or_default();
            let name = OwnersNonVoterName::from(known);
            if !named.iter().any(|one| (&one.name, &one.phone) == (&name.name, &name.phone)) {
                named.push(name);
            }
        }
        tx.audit("list_owners_non_voters", decision.id.0);
        let views = silent.iter().map(|head| {
            let holding = holdings.get(head);
            OwnersNonVoterView {
                head: head.as_str().to_owned(),
                flats: holding.iter().flat_map(|held| &held.flats).map(ToString::to_string).collect(),
                area: holding.map_or(0, |held| held.area),
                owners: owners.remove(head).unwrap_or_default(),
                proxy_given: with_proxy.contains(head),
            }
        });
        Ok(Reply::ok(&page.listing(views.collect(), |view: &OwnersNonVoterView| view.head.clone(), |view| view)))
    })
    .await
}

impl From<Known> for OwnersNonVoterName {
    fn from(known: Known) -> Self {
        Self { name: known.name.map(|name| name.as_str().to_owned()), phone: known.phone.map(|phone| phone.masked()) }
    }
}
