use actix_web::get;
use actix_web::web::Data;
use domain::trace::{Node, NodeKind, Walk};
use uuid::Uuid;

use super::store;
use super::view::TraceView;
use crate::http::path::Words;
use crate::http::reply::Reply;
use crate::infra::links;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "traces",
    summary = "Read a trace",
    description = "The whole chain of one thing in both directions: everything it came from, and everything that came of it, \
        each link with when, why and in which role somebody made it. `kind` is need, theme, suggestion, project, design, vote, meeting or rating.",
    responses((status = 200, description = "The chain", body = TraceView)),
)]
#[get("/v1/traces/{kind}/{id}")]
pub async fn read_trace(app: Data<App>, path: Words) -> Result<Reply, Problem> {
    let kind = NodeKind::from_word(path.get(0)).ok_or_else(Problem::not_found)?;
    let id = Uuid::try_parse(path.get(1)).ok().filter(|id| id.to_string() == path.get(1));
    let id = id.ok_or_else(Problem::not_found)?;
    let start = Node::of(kind, id);
    let conn = app.db().reads();
    let mut walk = Walk::from(start);
    while let Some(ask) = walk.ask() {
        let (found, all) = links::links(conn, &ask).await?;
        walk.learn(found, all);
    }
    let trace = walk.finish();
    let titles = store::titles(conn, &trace.nodes, app.clock().now()).await?;
    if !titles.contains_key(&start) {
        return Err(Problem::not_found());
    }
    Ok(Reply::ok(&TraceView::new(&trace, &titles)))
}
