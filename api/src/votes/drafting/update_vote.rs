use actix_web::put;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::roll::Roll;

use super::body::{Given, VoteChange};
use super::draft_vote::{may_be_the_roll, may_stand_in, unknown};
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::{IfMatch, Reply};
use crate::problem::Problem;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;
use crate::votes::view::VoteView;
use crate::{meetings, places, projects};

#[utoipa::path(
    tag = "votes",
    summary = "Change a drafted vote",
    description = "Replaces the draft. Refused with `vote-already-opened` once the vote is open: from then on nothing \
        of it changes. Another electorate, register, age limit or cut-off date discards the roll, which then has to be \
        built again.",
    params(("If-Match" = String, Header, description = "The ETag of the vote as it was read", max_length = 200)),
    request_body = VoteChange,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The drafted vote", body = VoteView),
        (status = 409, description = "Not now: the problem's type names the gate that is shut"),
    ),
)]
#[put("/v1/votes/{vote}")]
pub async fn update_vote(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    if_match: IfMatch,
    body: Body<VoteChange>,
) -> Result<Reply, Problem> {
    let wishes = body.0.parse()?;
    let known = in_reach(&app, &caller, vote.0).await?;
    let (project, unit) = (known.project, places::unit(app.db().reads(), known.unit).await?);
    app.write(&caller, async move |tx| {
        let project = projects::project_for_update(tx, project).await?;
        let before = store::vote_exclusive(tx, vote.0).await?;
        before.must_be_drafted()?;
        if_match.against(&VoteView::from(&before))?;
        if let Some(meeting) = wishes.meeting() {
            let meeting =
                meetings::meeting(tx.conn(), meeting).await.map_err(|problem| unknown(problem, "/meeting_id"))?;
            if meeting.project != Some(project.id) {
                return Err(unknown(Problem::not_found(), "/meeting_id"));
            }
        }
        let facts = store::facts(tx.conn(), &project, Some(before.id), tx.now()).await?;
        facts.admit_a_vote(before.rehearsal)?;
        may_be_the_roll(tx, wishes.register(), &unit).await?;
        may_stand_in(tx, wishes.deputy(), &unit, tx.now()).await?;
        let (standing, rehearsal) = (store::designs(tx.conn(), &project).await?, before.rehearsal);
        let objection_days = places::settings(tx.conn(), &unit.lead_street()).await?.objection_days;
        let given = Given { standing, objection_days, rehearsal, before: Some(&before), now: tx.now() };
        let draft = wishes.draft(given)?;
        let after = before.clone().update(draft, &facts, tx.now())?;
        store::update_draft(tx, &after).await?;
        if before.needs_new_roll(&after) {
            store::replace_roll(tx, after.id, &Roll::restore([])).await?;
        }
        tx.audit("update_vote", after.id.0);
        Ok(Reply::ok(&VoteView::from(&after)))
    })
    .await
}
