//! Runs both verifiers of bundles: the service's own and the independent one in Python.

use std::process::Command;

use sanhui::record::checks::Evidence;
use sanhui::verify_command::verify;
use tests::Value;

/// The names of the faults that the verifiers find. The story fails when the two find different ones.
pub fn faults(bundle: &Value, kept: &Evidence) -> Vec<String> {
    let mut ours: Vec<String> =
        verify(&bundle.to_string(), kept).into_iter().map(|fault| fault.name.to_owned()).collect();
    ours.sort();
    ours.dedup();
    if let Some(theirs) = python(bundle, kept) {
        assert_eq!(ours, theirs, "the verifiers disagree");
    }
    ours
}

/// The names of the faults that `openapi/client/verify.py` finds; `None` when there is no Python, which fails the story
/// in CI.
fn python(bundle: &Value, kept: &Evidence) -> Option<Vec<String>> {
    let folder = std::env::temp_dir().join(format!("sanhui-verify-{}-{:p}", std::process::id(), bundle));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: String, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/client/verify.py");
    let mut arguments = vec![script.to_owned(), file("bundle.json".to_owned(), &bundle.to_string())];
    for key in &kept.keys {
        arguments.extend(["--key".to_owned(), key.clone()]);
    }
    for (option, texts) in [("--checkpoint", &kept.checkpoints), ("--receipt", &kept.receipts)] {
        for (number, text) in texts.iter().enumerate() {
            arguments.extend([option.to_owned(), file(format!("{}{number}", &option[2..]), text)]);
        }
    }
    let ran = Command::new("python3").env("PYTHONDONTWRITEBYTECODE", "1").args(&arguments).output();
    std::fs::remove_dir_all(&folder).unwrap();
    let Ok(ran) = ran else {
        assert!(std::env::var_os("CI").is_none(), "python3 is needed to check the verifiers against one another");
        eprintln!("python3 is not there: the independent verifier was not asked");
        return None;
    };
    let said = String::from_utf8(ran.stdout).unwrap();
    let mut names: Vec<String> =
        said.lines().filter_map(|line| line.split_once(": ")).map(|(name, _)| name.to_owned()).collect();
    names.sort();
    names.dedup();
    let complaint = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(i32::from(!names.is_empty())), "{said}{complaint}");
    assert_eq!(names.is_empty(), said == "ok\n", "{said}{complaint}");
    Some(names)
}
