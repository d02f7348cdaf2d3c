use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::owner::turnout::by_building;
use domain::register::Head;
use domain::vote::tally::owners::{Decision, Voice};

use super::result_view::OwnersTurnoutView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::store;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Read the turnout of an owners' decision",
    description = "How much took part so far, by area and by heads, compared with what is needed, and by building. \
        It tells nothing of what was voted. Buildings of fewer than ten flats are taken together. Cheap to poll with \
        If-None-Match. Refused with `vote-not-opened` before opening.",
    responses(
        (status = 200, description = "The turnout", body = OwnersTurnoutView),
        (status = 409, description = "Not opened yet"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/turnout")]
pub async fn read_owners_turnout(app: Data<App>, decision: Id<OwnersDecisionId>) -> Result<Reply, Problem> {
    let conn = app.db().reads();
    let decision = store::decision(conn, decision.0).await?;
    let opening = decision.opening().ok_or_else(|| Problem::new(Kind::VoteNotOpened))?;
    let register = store::frozen(conn, opening).await?;
    let returned = store::heads_with_ballot(conn, decision.id).await?;
    // Participation does not depend on what a ballot says, so every ballot is taken as an abstention here.
    let took_part = |head: &&Head| returned.contains(*head).then_some(Voice::Abstain);
    let counted = Decision::count(decision.item.matter(), register.shares(), took_part);
    let buildings = by_building(&register, |head| returned.contains(head));
    Ok(Reply::ok(&OwnersTurnoutView::new(&decision, &counted, &buildings, app.clock().now())))
}
