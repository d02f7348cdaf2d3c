use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;

use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::links::{self, Node};
use crate::problem::Problem;
use crate::projects;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::view::VoteView;
use crate::votes::{log, store};

#[utoipa::path(
    tag = "votes",
    summary = "Open a vote",
    description = "Freezes the roll, the options, the rule and the lot order, which become the first leaf of the \
        vote's log. Ballots are taken from the announced begin or, if that has passed, at once. Refused with \
        `publicity-still-running`, `no-coordination-meeting`, `roll-not-built`, `option-withdrawn`, \
        `closing-time-passed`, `project-not-in-publicity` or `vote-already-opened`; `check_vote` names all of them \
        beforehand.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The open vote", body = VoteView)),
)]
#[post("/v1/votes/{vote}/opening")]
pub async fn open_vote(app: Data<App>, caller: Moderator, vote: Id<VoteId>, key: RequestKey) -> Result<Reply, Problem> {
    let project = in_reach(&app, &caller, vote.0).await?.project;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &key, async move |tx| {
        let project = projects::project_for_update(tx, project).await?;
        let vote = store::vote_exclusive(tx, vote.0).await?;
        let facts = store::facts(tx.conn(), &project, Some(vote.id), tx.now()).await?;
        let roll = store::roll(tx.conn(), vote.id).await?;
        let vote = vote.open(by, &facts, &roll, tx.now())?;
        store::update_state(tx, &vote).await?;
        let of_the_trace = if vote.rehearsal { [].as_slice() } else { vote.options.as_slice() };
        for option in of_the_trace {
            links::link(tx, Node::Design(option.design.0), Node::Vote(vote.id.0), "an option of the vote").await?;
        }
        if let Some(meeting) = vote.meeting.filter(|_| !vote.rehearsal) {
            links::link(tx, Node::Meeting(meeting.0), Node::Vote(vote.id.0), "the vote was held at the meeting")
                .await?;
        }
        log::begin(&service, tx, &vote).await?;
        tx.audit("open_vote", vote.id.0);
        Ok(Reply::ok(&VoteView::from(&vote)))
    })
    .await
}
