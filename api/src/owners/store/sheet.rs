use domain::ids::{AccountId, OwnerSheetId, OwnersDecisionId};
use domain::owner::sheet::{Reading, Sheet};
use domain::register::Head;
use domain::vote::paper::{Keyed, Keying, KeyingStage};
use domain::vote::tally::owners::Voice;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::super::entity::sheet as entity;
use super::unreadable;
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// The stored word for a reading that found no valid sheet.
const NONE: &str = "none";

/// 404 if the decision has no such sheet.
pub async fn sheet(tx: &Tx, decision: OwnersDecisionId, id: OwnerSheetId) -> Result<Sheet, Problem> {
    let one = entity::Entity::find_by_id(id.0).filter(entity::Column::DecisionId.eq(decision.0));
    restore(one.lock_exclusive().one(tx.conn()).await?.ok_or_else(Problem::not_found)?)
}

/// Whether a sheet of the head was keyed.
pub async fn has_sheet(conn: &impl ConnectionTrait, decision: OwnersDecisionId, head: &Head) -> Result<bool, Problem> {
    let of_head = entity::Entity::find()
        .filter(entity::Column::DecisionId.eq(decision.0))
        .filter(entity::Column::Head.eq(head.as_str()));
    Ok(of_head.count(conn).await? > 0)
}

/// Sheets at one stage, or at any stage.
pub async fn sheets(
    conn: &impl ConnectionTrait,
    decision: OwnersDecisionId,
    stage: Option<KeyingStage>,
    page: &Page<'_>,
) -> Result<Vec<Sheet>, Problem> {
    let mut wanted = entity::Entity::find().filter(entity::Column::DecisionId.eq(decision.0));
    if let Some(stage) = stage {
        wanted = wanted.filter(entity::Column::Stage.eq(stage.word()));
    }
    if let Some(after) = page.after_id() {
        wanted = wanted.filter(entity::Column::Id.gt(after));
    }
    let rows = wanted.order_by_asc(entity::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

pub async fn unsettled_sheets(conn: &impl ConnectionTrait, decision: OwnersDecisionId) -> Result<u64, Problem> {
    let open = entity::Entity::find()
        .filter(entity::Column::DecisionId.eq(decision.0))
        .filter(entity::Column::Stage.ne(KeyingStage::Accepted.word()));
    Ok(open.count(conn).await?)
}

/// Everybody who keyed a sheet the first or the second time, or settled one. They may not certify.
pub async fn readers(conn: &impl ConnectionTrait, decision: OwnersDecisionId) -> Result<Vec<AccountId>, Problem> {
    use entity::Column::{DecisionId, FirstBy, ResolvedBy, SecondBy};
    type Readers = (Uuid, Option<Uuid>, Option<Uuid>);
    let query = entity::Entity::find().filter(DecisionId.eq(decision.0)).select_only();
    let rows: Vec<Readers> = query.distinct().columns([FirstBy, SecondBy, ResolvedBy]).into_tuple().all(conn).await?;
    Ok(rows.into_iter().flat_map(|(a, b, c)| [Some(a), b, c]).flatten().map(AccountId).collect())
}

pub async fn insert_sheet(tx: &Tx, sheet: &Sheet, first: &Keyed<Reading>) -> Result<(), Problem> {
    let row = entity::Model {
        id: sheet.id.0,
        decision_id: sheet.decision.0,
        head: sheet.head.as_str().to_owned(),
        stage: sheet.state.stage().word().to_owned(),
        first_by: first.by.0,
        first_voice: word(first.ballot).to_owned(),
        second_by: None,
        second_voice: None,
        resolved_by: None,
        entered_at: sheet.entered_at,
    };
    entity::Entity::insert(row.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Stores who keyed the sheet the second time or settled it, and the stage that follows.
pub async fn update_sheet(
    tx: &Tx,
    id: OwnerSheetId,
    stage: KeyingStage,
    second: Option<&Keyed<Reading>>,
    resolved_by: Option<AccountId>,
) -> Result<(), Problem> {
    use sea_orm::Set;
    let mut row = entity::ActiveModel { id: Set(id.0), stage: Set(stage.word().to_owned()), ..Default::default() };
    if let Some(second) = second {
        row.second_by = Set(Some(second.by.0));
        row.second_voice = Set(Some(word(second.ballot).to_owned()));
    }
    if let Some(by) = resolved_by {
        row.resolved_by = Set(Some(by.0));
    }
    entity::Entity::update(row).exec(tx.conn()).await?;
    Ok(())
}

/// Deletes a sheet that turned out not to exist or to be void.
pub async fn discard_sheet(tx: &Tx, id: OwnerSheetId) -> Result<(), Problem> {
    entity::Entity::delete_by_id(id.0).exec(tx.conn()).await?;
    Ok(())
}

fn word(reading: Reading) -> &'static str {
    reading.map_or(NONE, Voice::word)
}

fn restore(row: entity::Model) -> Result<Sheet, Problem> {
    let id = row.id;
    read(row).ok_or_else(|| unreadable("sheet of owners", id))
}

fn read(row: entity::Model) -> Option<Sheet> {
    let reading = |word: &str| if word == NONE { Some(None) } else { Voice::from_word(word).map(Some) };
    let first = Keyed { by: AccountId(row.first_by), ballot: reading(&row.first_voice)? };
    let state = match KeyingStage::from_word(&row.stage)? {
        KeyingStage::KeyedOnce => Keying::Once(first),
        KeyingStage::Mismatch => {
            let second = Keyed { by: AccountId(row.second_by?), ballot: reading(row.second_voice.as_deref()?)? };
            Keying::Mismatch(first, second)
        }
        KeyingStage::Accepted => Keying::Accepted,
        KeyingStage::TakenBack => Keying::TakenBack,
    };
    let (id, decision, head) = (OwnerSheetId(row.id), row.decision_id.into(), Head::restore(row.head));
    Some(Sheet { id, decision, head, entered_at: row.entered_at, state })
}
