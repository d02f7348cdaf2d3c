use actix_web::get;
use actix_web::web::Data;

use super::consents::policies::POLICIES;
use super::consents::view::{PoliciesView, PolicyView};
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Read the privacy policy",
    description = "Every version of the policy: the purposes for which personal data is processed, on which ground \
        of PIPL 13, what can be refused, how long data is kept, and whom to ask.",
    responses((status = 200, description = "The versions", body = PoliciesView)),
)]
#[get("/v1/policies")]
pub async fn read_policies(app: Data<App>) -> Result<Reply, Problem> {
    let present = POLICIES.present(app.clock().now());
    let items = POLICIES.versions.iter().rev().map(PolicyView::new).collect();
    Ok(Reply::ok(&PoliciesView { present_version: present.map(|policy| policy.version.clone()), items }))
}
