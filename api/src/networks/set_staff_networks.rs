use std::net::IpAddr;

use actix_web::put;
use actix_web::web::Data;
use domain::area::AreaCode;
use domain::network::Networks;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::store;
use super::view::StaffNetworksView;
use crate::audit;
use crate::http::body::Body;
use crate::http::caller::StewardCityOrSecurity;
use crate::http::path::Words;
use crate::http::reply::{IfMatch, Reply};
use crate::infra::actor::Caller as _;
use crate::problem::{FieldRefusal as _, Kind, OfField as _, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaffNetworks {
    /// In CIDR notation, IPv4 or IPv6, at most 64. An empty list removes the area's own list.
    #[schema(max_items = 64, example = json!(["10.20.0.0/16", "2001:db8::/32"]))]
    networks: Vec<String>,
    #[schema(min_length = 1, max_length = 500, example = "仅限政务外网办公")]
    reason: String,
}

impl NewStaffNetworks {
    fn parse(&self) -> Result<(Networks, Sentence), Problem> {
        if self.networks.len() > Networks::MOST {
            return Err(Problem::field("/networks", "too_many", "must have at most 64 networks", "最多 64 个网段"));
        }
        let networks = Networks::parse(self.networks.iter().map(String::as_str)).map_err(|(index, refusal)| {
            Problem::field(format!("/networks/{index}"), refusal.code(), refusal.en(), refusal.zh())
        })?;
        Ok((networks, Sentence::parse(&self.reason).field("/reason")?))
    }
}

#[utoipa::path(
    tag = "operation",
    summary = "Set an area's staff networks",
    description = "Limits the networks from which posts in this area and below have effect: a request from \
        elsewhere is answered with `network-not-allowed`, as if the person did not hold the posts. The list of the \
        nearest area at or above a post decides; an empty list removes the area's own. A change takes effect within \
        a second on every instance. A list is refused if one of the caller's own posts would have no effect from the \
        caller's present address.",
    params(("If-Match" = String, Header, description = "ETag of the list as `read_staff_networks` gave it.", max_length = 200)),
    request_body = NewStaffNetworks,
    security(("session" = ["steward", "city_administrator", "security_administrator"])),
    responses(
        (status = 200, description = "The list as it is now", body = StaffNetworksView),
        (status = 409, description = "It would shut the caller out: `network-shuts-you-out`"),
    ),
)]
#[put("/v1/areas/{code}/staff-networks")]
pub async fn set_staff_networks(
    app: Data<App>,
    caller: StewardCityOrSecurity,
    code: Words,
    if_match: IfMatch,
    body: Body<NewStaffNetworks>,
) -> Result<Reply, Problem> {
    let area = AreaCode::parse(code.get(0)).map_err(|_| Problem::not_found())?;
    let (networks, reason) = body.0.parse()?;
    in_reach(&app, &caller, &area).await?;
    let posts = caller.authority().posts.clone();
    let from = caller.actor().address.parse::<IpAddr>().ok();
    app.write(&caller, async move |tx| {
        let entry = store::for_update(tx, &area).await?;
        if_match.against(&StaffNetworksView::new(&area, entry, &store::over(tx.conn(), [&area]).await?))?;
        let before = store::over(tx.conn(), posts.iter().map(|post| post.area()).chain([&area])).await?;
        let after = before.clone().with(area.clone(), networks.clone());
        if before.shuts_out(&after, &posts, from) {
            return Err(Problem::new(Kind::NetworkShutsYouOut));
        }
        let entry = store::update(tx, &area, &networks, &reason).await?;
        tx.change_authority();
        tx.audit("set_staff_networks", audit::area_subject(&area));
        Ok(Reply::ok(&StaffNetworksView::new(&area, entry, &after)))
    })
    .await
}
