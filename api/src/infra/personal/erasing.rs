//! What an erasure does to rows that belong to rooms above `accounts`: they can't be called from there, so they are listed here.

use domain::ids::AccountId;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, DbErr};

use crate::infra::db::Tx;

/// Tables whose rows go, each with its column that names the person.
const GOING: &[(&str, &str)] = &[("exports", "account_id")];

/// Rows that stay and name nobody any more.
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

/// Deletes the person's rows of tables whose rows go.
pub async fn delete_rows(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    for &(table, by) in GOING {
        let rows = Expr::col(by).eq(account.0);
        tx.conn().execute(Query::delete().from_table(table).and_where(rows)).await?;
    }
    Ok(())
}

/// Puts `nobody` where words of the person stood.
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
