use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::Stage;

use super::turnout_view::TurnoutView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Read the turnout",
    description = "How many of the roll have voted, by building, and where flats vote with their area, counted from \
        the ballots and never from what they say. Cheap to poll with If-None-Match. Refused with `vote-not-opened` \
        before opening.",
    responses(
        (status = 200, description = "The turnout", body = TurnoutView),
        (status = 409, description = "The vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/turnout")]
pub async fn read_turnout(app: Data<App>, vote: Id<VoteId>) -> Result<Reply, Problem> {
    Ok(Reply::ok(&turnout(&app, vote.0).await?))
}

pub async fn turnout(app: &App, id: VoteId) -> Result<TurnoutView, Problem> {
    let vote = store::vote(app.db().reads(), id).await?.as_of(app.clock().now());
    if vote.state.stage() == Stage::Drafted {
        return Err(Problem::new(Kind::VoteNotOpened));
    }
    let (turnout, areas) = store::turnout_of(app.db().reads(), &app.memory(), &vote).await?;
    Ok(TurnoutView::new(&vote, turnout, areas))
}
