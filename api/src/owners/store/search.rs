//! Finds heads of a decision's register that have not voted.

use domain::ids::{OwnerRegisterId, OwnersDecisionId};
use domain::register::Head;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait as _, ConnectionTrait};

use super::super::entity::{ballot, sheet};
use crate::http::page::Page;
use crate::problem::Problem;
use crate::registers;

/// Heads without a ballot and without a keyed sheet, in the order of their codes.
pub async fn heads_without_ballot(
    conn: &impl ConnectionTrait,
    register: OwnerRegisterId,
    decision: OwnersDecisionId,
    page: &Page<'_>,
) -> Result<Vec<Head>, Problem> {
    let cast = Query::select()
        .column(ballot::Column::Head)
        .from(ballot::Entity)
        .and_where(ballot::Column::DecisionId.eq(decision.0))
        .to_owned();
    let sheets = Query::select()
        .column(sheet::Column::Head)
        .from(sheet::Entity)
        .and_where(sheet::Column::DecisionId.eq(decision.0))
        .to_owned();
    registers::heads_page(conn, register, [cast, sheets], page).await
}
