//! What an erasure does to rows of rooms above `accounts`. `accounts` may not call those rooms, so their rows are
//! listed here.

use domain::ids::AccountId;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, DbErr};

use crate::infra::db::Tx;

/// Tables whose rows are deleted, each with the column that names the person.
const GOING: &[(&str, &str)] = &[("exports", "account_id")];

/// Rows that stay, without the person's words.
struct Unnamed {
    table: &'static str,
    by: &'static str,
    /// Columns with words of the person or about them.
    words: &'static [&'static str],
    /// The same, where a column holds a JSON list of words.
    lists: &'static [&'static str],
}

const UNNAMED: &[Unnamed] = &[Unnamed {
    table: "planners",
    by: "account_id",
    words: &["professional_name", "statement"],
    lists: &["specialities"],
}];

/// Deletes the person's rows of the tables in `GOING`.
pub async fn delete_rows(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    for &(table, by) in GOING {
        let rows = Expr::col(by).eq(account.0);
        tx.conn().execute(Query::delete().from_table(table).and_where(rows)).await?;
    }
    Ok(())
}

/// Replaces the person's words with `nobody`.
pub async fn take_names(tx: &Tx, account: AccountId, nobody: &str) -> Result<(), DbErr> {
    for unnamed in UNNAMED {
        let mut update = Query::update();
        update.table(unnamed.table).and_where(Expr::col(unnamed.by).eq(account.0));
        update.values(unnamed.words.iter().map(|&column| (column, Expr::value(nobody))));
        update.values(unnamed.lists.iter().map(|&column| (column, Expr::value(format!("[\"{nobody}\"]")))));
        tx.conn().execute(&update).await?;
    }
    Ok(())
}
