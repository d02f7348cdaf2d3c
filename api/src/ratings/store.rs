use domain::Time;
use domain::ids::{AccountId, ProjectId, RatingId};
use domain::rating::{Answer, Marks, Rating, Score, State};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};
use uuid::Uuid;

use super::entity::{answer, rating};
use crate::infra::db::Tx;
use crate::problem::Problem;

/// 404 when there is no such rating.
pub async fn rating(conn: &impl ConnectionTrait, id: RatingId) -> Result<Rating, Problem> {
    one(conn, rating::Entity::find_by_id(id.0)).await
}

/// Like [`rating`], and nobody else can change it until the transaction ends.
pub async fn rating_for_update(tx: &Tx, id: RatingId) -> Result<Rating, Problem> {
    one(tx.conn(), rating::Entity::find_by_id(id.0).lock_exclusive()).await
}

/// Like [`rating`], and it can't be closed until the transaction ends. Many residents can answer at once.
pub async fn rating_for_share(tx: &Tx, id: RatingId) -> Result<Rating, Problem> {
    one(tx.conn(), rating::Entity::find_by_id(id.0).lock_shared()).await
}

pub async fn ratings_of_project(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Vec<Rating>, Problem> {
    let query = rating::Entity::find().filter(rating::Column::ProjectId.eq(project.0));
    query.order_by_asc(rating::Column::Id).all(conn).await?.into_iter().map(restore).collect()
}

/// Id, day of opening and status word of each rating, for the trace.
pub async fn titles(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
    now: Time,
) -> Result<Vec<(Uuid, String, String)>, Problem> {
    let rows = rating::Entity::find().filter(rating::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    let title = |row| {
        let rating = restore(row)?;
        let day = domain::calendar::shanghai_date(rating.opened_at);
        Ok((rating.id.0, format!("居民评议 {day}"), rating.as_of(now).word().to_owned()))
    };
    rows.into_iter().map(title).collect()
}

pub async fn insert(tx: &Tx, rating: &Rating) -> Result<(), Problem> {
    rating::Entity::insert(to_row(rating).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn update(tx: &Tx, rating: &Rating) -> Result<(), Problem> {
    rating::Entity::update(to_row(rating).into_active_model().reset_all()).exec(tx.conn()).await?;
    Ok(())
}

/// Stores the answer in place of the resident's earlier one.
pub async fn put_answer(tx: &Tx, answer: &Answer) -> Result<(), Problem> {
    use answer::Column::{AccountId, AnsweredAt, Built, Comment, Design, RatingId};
    let row = answer::ActiveModel {
        rating_id: Set(answer.rating.0),
        account_id: Set(answer.resident.0),
        design: Set(i32::from(answer.marks.design.get())),
        built: Set(i32::from(answer.marks.built.get())),
        comment: Set(answer.comment.as_ref().map(ToString::to_string)),
        answered_at: Set(answer.answered_at),
    };
    let newer = [Design, Built, Comment, AnsweredAt];
    answer::Entity::insert(row)
        .on_conflict(OnConflict::columns([RatingId, AccountId]).update_columns(newer).to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The marks of each resident.
pub async fn marks(conn: &impl ConnectionTrait, rating: RatingId) -> Result<Vec<(AccountId, Marks)>, Problem> {
    use answer::Column;
    let query = answer::Entity::find().filter(Column::RatingId.eq(rating.0)).select_only();
    let columns = query.columns([Column::AccountId, Column::Design, Column::Built]);
    let rows: Vec<(Uuid, i32, i32)> = columns.into_tuple().all(conn).await?;
    let marks = rows.into_iter().map(|(resident, design, built)| {
        Some((AccountId(resident), Marks { design: score(design)?, built: score(built)? }))
    });
    marks.collect::<Option<_>>().ok_or_else(|| unreadable(rating.0))
}

/// Up to 100 comments, sorted, so that their order does not tell when each was written.
pub async fn comments(conn: &impl ConnectionTrait, rating: RatingId) -> Result<Vec<String>, Problem> {
    use answer::Column;
    let query = answer::Entity::find().filter(Column::RatingId.eq(rating.0)).filter(Column::Comment.is_not_null());
    let query = query.select_only().column(Column::Comment).order_by_asc(Column::AccountId).limit(100);
    let mut comments: Vec<String> = query.into_tuple().all(conn).await?;
    comments.sort_unstable();
    Ok(comments)
}

fn score(stored: i32) -> Option<Score> {
    u8::try_from(stored).ok().and_then(Score::new)
}

async fn one(conn: &impl ConnectionTrait, query: Select<rating::Entity>) -> Result<Rating, Problem> {
    query.one(conn).await?.ok_or_else(Problem::not_found).and_then(restore)
}

fn to_row(rating: &Rating) -> rating::Model {
    rating::Model {
        id: rating.id.0,
        project_id: rating.project.0,
        unit_id: rating.unit.0,
        meeting_id: rating.review.0,
        opened_at: rating.opened_at,
        closes_at: rating.closes_at,
        status: rating.state.word().to_owned(),
        closed_at: match rating.state {
            State::Open => None,
            State::Closed { closed_at } => Some(closed_at),
        },
    }
}

fn restore(row: rating::Model) -> Result<Rating, Problem> {
    let state = match (row.status.as_str(), row.closed_at) {
        ("open", None) => State::Open,
        ("closed", Some(closed_at)) => State::Closed { closed_at },
        _ => return Err(unreadable(row.id)),
    };
    Ok(Rating {
        id: row.id.into(),
        project: row.project_id.into(),
        unit: row.unit_id.into(),
        review: row.meeting_id.into(),
        opened_at: row.opened_at,
        closes_at: row.closes_at,
        state,
    })
}

fn unreadable(rating: Uuid) -> Problem {
    tracing::error!(%rating, "a stored rating can't be read");
    Problem::broken()
}
