//! Sending what waits in the outbox.

use crate::infra::actor::{Actor, Anyone};
use crate::infra::outbox;
use crate::infra::sms::NotSent;
use crate::problem::Problem;
use crate::state::App;

/// Sends what is due, for as long as the service runs.
pub async fn run(app: App) {
    loop {
        if let Err(problem) = drain(&app).await {
            tracing::warn!(%problem, "messages wait: the outbox can't be read");
        }
        tokio::time::sleep(outbox::PAUSE).await;
    }
}

/// Sends everything that is due now.
pub async fn drain(app: &App) -> Result<(), Problem> {
    let _only_one = app.delivery().turn().await;
    let service = Anyone(Actor::service(app.clock().id()));
    while outbox::any_due(app.db().reads(), app.clock().now()).await? {
        let inner = app.clone();
        let claim = app.write(&service, async move |tx| {
            tx.leave_public_reads();
            Ok(outbox::claim(tx.conn(), inner.keys(), tx.now()).await?)
        });
        let Some(claimed) = claim.await? else { return Ok(()) };
        let done = app.delivery().deliver(&claimed, app.clock().now()).await;
        let (key, attempt) = (claimed.key, &done);
        if let Err(error) = attempt {
            tracing::warn!(%key, %error, "a message was not sent");
        }
        app.write(&service, async move |tx| {
            tx.leave_public_reads();
            match &done {
                Ok(()) => outbox::sent(tx.conn(), &claimed, tx.now()).await?,
                Err(NotSent::Later(why)) => outbox::failed(tx.conn(), &claimed, why, tx.now()).await?,
                Err(NotSent::Never(why)) => outbox::given_up(tx.conn(), &claimed, why, tx.now()).await?,
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}
