//! `sanhui verify BUNDLE`: checks a vote's bundle without the service, its database or a network.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::votes::{Kept, verify_bundle};

#[derive(Args)]
pub struct Verify {
    /// What `download_bundle` gave.
    bundle: PathBuf,
    /// A verifier key you know to be the service's; may be repeated. Without it the bundle's own keys are believed.
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
pub fn run(verify: &Verify) -> Result<(), String> {
    let bundle = read(&verify.bundle)?;
    let all = |files: &[PathBuf]| files.iter().map(|file| read(file)).collect::<Result<Vec<_>, String>>();
    let kept =
        Kept { keys: verify.keys.clone(), checkpoints: all(&verify.checkpoints)?, receipts: all(&verify.receipts)? };
    let faults = verify_bundle(&bundle, &kept);
    for fault in &faults {
        println!("{}: {}", fault.name, fault.what);
    }
    if faults.is_empty() {
        println!("ok");
        return Ok(());
    }
    Err(format!("{} does not hold: {} faults", verify.bundle.display(), faults.len()))
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{} can't be read: {error}", file.display()))
}
