//! `sanhui verify BUNDLE`: checks the bundle of a vote or an owners' decision without the service, its database or a
//! network.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;

use crate::owners;
use crate::record::checks::{Evidence, Fault};
use crate::votes;

#[derive(Args)]
pub struct Verify {
    /// What `download_bundle` or `download_owners_bundle` gave.
    bundle: PathBuf,
    /// A verifier key you know to be the service's; may be repeated. Without it the bundle's own keys are trusted.
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<String>,
    /// A file with a checkpoint (its note) that you kept while the vote ran; may be repeated.
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// A file with a receipt, as JSON; may be repeated.
    #[arg(long = "receipt", value_name = "FILE")]
    receipts: Vec<PathBuf>,
}

/// Prints a line for each fault; fails when there is one.
pub fn run(asked: &Verify) -> Result<(), String> {
    let bundle = read(&asked.bundle)?;
    let all = |files: &[PathBuf]| files.iter().map(|file| read(file)).collect::<Result<Vec<_>, String>>();
    let evidence =
        Evidence { keys: asked.keys.clone(), checkpoints: all(&asked.checkpoints)?, receipts: all(&asked.receipts)? };
    let faults = verify(&bundle, &evidence);
    for fault in &faults {
        println!("{}: {}", fault.name, fault.what);
    }
    if faults.is_empty() {
        println!("ok");
        return Ok(());
    }
    Err(format!("{} does not hold: {} faults", asked.bundle.display(), faults.len()))
}

/// Everything that is wrong with a bundle of a vote or an owners' decision; empty when nothing is.
pub fn verify(bundle: &str, evidence: &Evidence) -> Vec<Fault> {
    #[derive(Deserialize)]
    struct Any {
        format: String,
    }
    let is_owners = serde_json::from_str::<Any>(bundle).is_ok_and(|any| any.format == owners::BUNDLE_FORMAT);
    if is_owners { owners::verify_bundle(bundle, evidence) } else { votes::verify_bundle(bundle, evidence) }
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{} can't be read: {error}", file.display()))
}
