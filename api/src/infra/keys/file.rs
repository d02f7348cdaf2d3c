//! The key file: TOML, readable by its owner alone, replaced whole and at once, never changed in place.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Time;
use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::KeyError;
use super::ring::{LEAD_MINUTES, Retired, Ring, Root, State};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    key: Vec<KeyEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    retired: Vec<RetiredEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    id: String,
    /// 32 bytes or more, base64.
    secret: String,
    /// Absent for a root that is in use from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distrusted_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RetiredEntry {
    id: String,
    /// The public key of its receipts, hex.
    receipts: String,
}

/// What tells one state of the file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<std::time::SystemTime>,
    length: u64,
}

impl Stamp {
    /// None when the file is missing or we may not look at it.
    pub fn of(path: &Path) -> Option<Self> {
        let about = std::fs::metadata(path).ok()?;
        Some(Self { modified: about.modified().ok(), length: about.len() })
    }
}

/// Makes the file with one fresh root.
pub fn create(path: &Path) -> Result<(), KeyError> {
    let ring = Ring::of_one(fresh_root("k1".to_owned(), Time::UNIX_EPOCH));
    super::write_private(path, &text_of(&ring)).map_err(|error| unreadable(path, &error))
}

pub fn read(path: &Path) -> Result<Ring, KeyError> {
    refuse_if_others_can_read(path)?;
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?);
    let malformed = |why: String| KeyError::Malformed(path.display().to_string(), why);
    let file: KeyFile = toml::from_str(&text).map_err(|error| malformed(error.message().to_owned()))?;
    let mut roots: Vec<Root> = Vec::new();
    for KeyEntry { id, secret, from, distrusted_at } in file.key {
        let secret = Zeroizing::new(STANDARD.decode(&secret).unwrap_or_default());
        if secret.len() < 32 || id.is_empty() || id.len() > 32 {
            return Err(malformed(format!("key {id:?} needs 32 bytes in base64")));
        }
        if roots.iter().any(|root| root.id == id) {
            return Err(malformed(format!("key {id:?} is there twice")));
        }
        roots.push(Root { id, secret, from: from.unwrap_or(Time::UNIX_EPOCH), distrusted_at });
    }
    let mut retired = Vec::new();
    for RetiredEntry { id, receipts } in file.retired {
        let key = hex::decode(&receipts).ok().and_then(|bytes| bytes.try_into().ok());
        let receipts = key.ok_or_else(|| malformed(format!("retired key {id:?} needs 32 bytes in hex")))?;
        retired.push(Retired { id, receipts });
    }
    Ring::new(roots, retired).ok_or_else(|| malformed("it lists no key".to_owned()))
}

/// What a rotation did.
#[derive(Debug, PartialEq, Eq)]
pub struct Rotated {
    pub id: String,
    /// When the new root begins to sign and seal.
    pub from: Time,
}

/// Adds a fresh root that begins in [`LEAD_MINUTES`]. After a leak (`at_once`) it begins now, and no token signed with
/// an earlier root is accepted any more.
pub fn rotate(path: &Path, now: Time, at_once: bool) -> Result<Rotated, KeyError> {
    change(path, |ring| {
        let mut roots = ring.roots().to_vec();
        let waiting = roots.iter().find(|root| ring.state(&root.id, now) == Some(State::Next));
        if let Some(next) = waiting.filter(|_| !at_once) {
            let why = format!("{} is next already, from {}", next.id, next.from.to_rfc3339());
            return Err(KeyError::NotNow(why));
        }
        if at_once {
            // A person who read the file read the next root, too. So that root never becomes current, but stays, to
            // open what it may have sealed.
            let begun = ring.current(now).map_or(Time::UNIX_EPOCH, |current| current.from);
            for root in &mut roots {
                root.from = root.from.min(begun);
                root.distrusted_at = root.distrusted_at.or(Some(now));
            }
        }
        let from = if at_once { now } else { now + TimeDelta::minutes(LEAD_MINUTES) };
        let id = fresh_id(ring);
        roots.insert(0, fresh_root(id.clone(), from));
        Ok((roots, ring.retired.clone(), Rotated { id, from }))
    })
}

/// Removes a root, but keeps the key that verifies its receipts. The caller must have made sure that nothing else needs
/// the root any more.
pub fn retire(path: &Path, id: &str, now: Time) -> Result<(), KeyError> {
    change(path, |ring| {
        let not_now = |why: &str| Err(KeyError::NotNow(format!("{id} {why}")));
        let state = ring.state(id, now).ok_or_else(|| KeyError::NotNow(format!("there is no root {id:?}")))?;
        match state {
            State::Next => return not_now("is the next root"),
            State::Current => return not_now("is the current root"),
            State::Previous | State::Old => {}
        }
        if let Some(then) = ring.may_go_at(id).filter(|then| now < *then) {
            return not_now(&format!("was current not long ago; it may go from {} on", then.to_rfc3339()));
        }
        let roots = ring.roots().iter().filter(|root| root.id != id).cloned().collect();
        let gone = ring.receipt_key(id).map(|receipts| Retired { id: id.to_owned(), receipts });
        Ok((roots, ring.retired.iter().cloned().chain(gone).collect(), ()))
    })
}

type Change<T> = Result<(Vec<Root>, Vec<Retired>, T), KeyError>;

/// Reads the file and replaces it with what `decide` makes of it. The draft's name is taken meanwhile, so only one
/// process can do this at a time.
fn change<T>(path: &Path, decide: impl FnOnce(&Ring) -> Change<T>) -> Result<T, KeyError> {
    // If the path is a symbolic link, the file behind it is replaced and the link stays.
    let path = &path.canonicalize().map_err(|error| unreadable(path, &error))?;
    let draft = draft_of(path);
    super::write_private(&draft, "").map_err(|error| {
        let why = format!(
            "{} can't be made ({error}); if no other change of the keys is running, remove it and repeat",
            draft.display()
        );
        KeyError::NotNow(why)
    })?;
    let changed = replace(path, &draft, decide);
    if changed.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
    changed
}

fn replace<T>(path: &Path, draft: &Path, decide: impl FnOnce(&Ring) -> Change<T>) -> Result<T, KeyError> {
    use std::io::Write as _;
    let (roots, retired, done) = decide(&read(path)?)?;
    let lists_none = || KeyError::Malformed(path.display().to_string(), "it would list no key".to_owned());
    let text = text_of(&Ring::new(roots, retired).ok_or_else(lists_none)?);
    let written = || {
        let mut file = std::fs::OpenOptions::new().write(true).open(draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        copy_owner(path, draft)?;
        std::fs::rename(draft, path)?;
        sync_folder(path)
    };
    written().map_err(|error: std::io::Error| KeyError::NotWritten(path.display().to_string(), error.to_string()))?;
    Ok(done)
}

fn draft_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.new"))
}

fn text_of(ring: &Ring) -> Zeroizing<String> {
    let begins = |root: &Root| (root.from > Time::UNIX_EPOCH).then_some(root.from);
    let key = ring.roots().iter().map(|root| KeyEntry {
        id: root.id.clone(),
        secret: STANDARD.encode(root.secret.as_slice()),
        from: begins(root),
        distrusted_at: root.distrusted_at,
    });
    let gone = |retired: &Retired| RetiredEntry { id: retired.id.clone(), receipts: hex::encode(retired.receipts) };
    let file = KeyFile { key: key.collect(), retired: ring.retired.iter().map(gone).collect() };
    Zeroizing::new(toml::to_string(&file).unwrap_or_default())
}

/// `k` and a number that no root ever had, because receipts name their root for ever.
fn fresh_id(ring: &Ring) -> String {
    let known = ring.roots().iter().map(|root| &root.id).chain(ring.retired.iter().map(|retired| &retired.id));
    let last = known.filter_map(|id| id.strip_prefix('k')?.parse::<u32>().ok()).max().unwrap_or(0);
    format!("k{}", last.saturating_add(1))
}

pub fn fresh_root(id: String, from: Time) -> Root {
    let bytes: [u8; 32] = rand::rng().random();
    Root { id, secret: Zeroizing::new(bytes.to_vec()), from, distrusted_at: None }
}

fn unreadable(path: &Path, error: &std::io::Error) -> KeyError {
    KeyError::Unreadable(path.display().to_string(), error.to_string())
}

#[cfg(unix)]
fn refuse_if_others_can_read(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let about = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if about.permissions().mode() & 0o077 != 0 {
        return Err(KeyError::TooOpen(path.display().to_string()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_if_others_can_read(_: &Path) -> Result<(), KeyError> {
    Ok(())
}

/// Another user, such as root, may rotate the keys; the service's user must be able to read the new file, too.
#[cfg(unix)]
fn copy_owner(from: &Path, to: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    let (was, is) = (std::fs::metadata(from)?, std::fs::metadata(to)?);
    if (was.uid(), was.gid()) == (is.uid(), is.gid()) {
        return Ok(());
    }
    std::os::unix::fs::chown(to, Some(was.uid()), Some(was.gid()))
}

#[cfg(not(unix))]
fn copy_owner(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The new name survives a loss of power only when the folder is written, too.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
