use std::path::Path;

use chrono::TimeDelta;

use super::*;

const PHONE: Place = Place { table: "accounts", column: "phone", row: Uuid::nil() };

fn now() -> Time {
    chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("sanhui-keys-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("keys.toml")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn opened(path: &Path, clock: &Clock) -> Keyring {
    Keyring::from_file(path, true).unwrap().with_clock(clock.clone())
}

#[test]
fn opens_only_in_its_place_and_with_its_key() {
    let keys = Keyring::fresh();
    let sealed = keys.seal(PHONE, b"+8613800000000");
    assert_eq!(keys.open(PHONE, &sealed).unwrap().as_slice(), b"+8613800000000");
    assert!(keys.open(Place { column: "name", ..PHONE }, &sealed).is_err());
    assert!(keys.open(Place { row: Uuid::max(), ..PHONE }, &sealed).is_err());
    assert!(Keyring::fresh().open(PHONE, &sealed).is_err());
    for cut in 0..sealed.len() {
        assert!(keys.open(PHONE, &sealed[..cut]).is_err());
    }
}

#[test]
fn purposes_have_different_keys() {
    let keys = Keyring::fresh();
    assert_ne!(keys.current("tokens"), keys.current("receipts"));
    assert_ne!(keys.fingerprint("phone", b"1"), keys.fingerprint("email", b"1"));
}

/// RFC 5869, A.3 has a vector for HKDF-SHA-256 without salt and info. Ours has an info, so this tests the library as it is
/// used here; the test above shows that the info matters.
#[test]
fn the_derivation_is_hkdf() {
    let mut okm = [0; 42];
    hkdf::Hkdf::<sha2::Sha256>::new(None, &[0x0b; 22]).expand(&[], &mut okm).unwrap();
    let expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8";
    assert_eq!(hex::encode(okm), expected);
}

#[cfg(unix)]
#[test]
fn a_key_file_others_can_read_stops_the_start() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("open");
    Keyring::from_file(&folder.file(), true).unwrap();
    std::fs::set_permissions(folder.file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(Keyring::from_file(&folder.file(), false), Err(KeyError::TooOpen(_))));
}

#[test]
fn a_file_of_the_first_kind_is_read_as_before() {
    let folder = Folder::new("first");
    let text = "[[key]]\nid = \"new\"\nsecret = \"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\"\n\n\
                [[key]]\nid = \"old\"\nsecret = \"YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=\"\n";
    write_private(&folder.file(), text).unwrap();
    assert_eq!(Keyring::from_file(&folder.file(), false).unwrap().current_id(), "new");
}

#[test]
fn a_rotation_opens_and_finds_what_is_older() {
    let (folder, clock) = (Folder::new("rotate"), Clock::by_hand(now()));
    let keys = opened(&folder.file(), &clock);
    let (sealed, index) = (keys.seal(PHONE, b"1"), keys.fingerprint("phone", b"1"));
    let rotated = rotate(&folder.file(), clock.now(), false).unwrap();
    assert_eq!(rotated, Rotated { id: "k2".to_owned(), from: now() + TimeDelta::minutes(LEAD_MINUTES) });
    assert!(keys.reload().unwrap() && !keys.reload().unwrap(), "read once");

    assert_eq!(keys.current_id(), "k1", "the next root is known and not used");
    clock.set(rotated.from);
    assert_eq!(keys.current_id(), "k2");
    assert_eq!(keys.open(PHONE, &sealed).unwrap().as_slice(), b"1");
    assert!(keys.fingerprints("phone", b"1").contains(&index) && keys.is_fingerprint("phone", b"1", &index));
    assert!(!keys.is_fingerprint("phone", b"2", &index));
    assert_ne!(keys.fingerprint("phone", b"1"), index);
    let both = keys.seal_indexed(PHONE, b"1", "phone", b"1");
    assert_eq!(both.index, keys.fingerprints("phone", b"1")[0], "the current one's is first");
    assert_eq!(sealed_under(&both.sealed).unwrap().0, "k2");
    assert!(both.sealed.starts_with(&beginning_of("k2")));
}

#[test]
fn only_one_root_waits_and_no_draft_is_left() {
    let (folder, clock) = (Folder::new("twice"), Clock::by_hand(now()));
    let keys = opened(&folder.file(), &clock);
    rotate(&folder.file(), clock.now(), false).unwrap();
    let again = rotate(&folder.file(), clock.now(), false).unwrap_err().to_string();
    assert!(again.contains("k2 is next already"), "{again}");
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Another process is changing the file.
    std::fs::write(folder.0.join(".keys.toml.new"), "").unwrap();
    clock.advance(TimeDelta::hours(1));
    assert!(matches!(rotate(&folder.file(), clock.now(), false), Err(KeyError::NotNow(_))));
    assert!(keys.reload().unwrap());
    assert_eq!(keys.ring().roots().len(), 2);
}

#[test]
fn after_a_leak_nothing_is_vouched_for_and_everything_opens() {
    let (folder, clock) = (Folder::new("leak"), Clock::by_hand(now()));
    let (here, there) = (opened(&folder.file(), &clock), opened(&folder.file(), &clock));
    let sealed = here.seal(PHONE, b"1");
    rotate(&folder.file(), clock.now(), false).unwrap();
    clock.advance(TimeDelta::minutes(1));
    let rotated = rotate(&folder.file(), clock.now(), true).unwrap();
    assert_eq!(rotated, Rotated { id: "k3".to_owned(), from: clock.now() });
    assert!(here.reload().unwrap());
    clock.advance(TimeDelta::days(1));
    let ring = here.ring();
    let trusted: Vec<_> = ring.roots().iter().filter(|root| ring.vouches(root, clock.now())).collect();
    assert_eq!(trusted.iter().map(|root| root.id.as_str()).collect::<Vec<_>>(), ["k3"]);
    assert_eq!(here.open(PHONE, &sealed).unwrap().as_slice(), b"1");

    // The other instance has not read the new file yet. It does so when it finds a root that it does not know.
    let newer = here.seal_indexed(PHONE, b"2", "phone", b"2");
    assert_eq!(there.open(PHONE, &newer.sealed).unwrap().as_slice(), b"2");
    let late = opened(&folder.file(), &clock);
    assert_eq!(late.lasting_name("phone", b"2"), here.lasting_name("phone", b"2"));
    assert!(late.fingerprints("phone", b"2").contains(&newer.index));
}

#[test]
fn a_damaged_or_lost_file_changes_nothing() {
    let (folder, clock) = (Folder::new("damaged"), Clock::by_hand(now()));
    let keys = opened(&folder.file(), &clock);
    let sealed = keys.seal(PHONE, b"1");
    let whole = std::fs::read_to_string(folder.file()).unwrap();
    let other = Folder::new("other");
    opened(&other.file(), &clock);
    let foreign = std::fs::read_to_string(other.file()).unwrap();
    for damage in ["", "[[key]]", &whole[..whole.len() - 9], &format!("{whole}{whole}"), &format!("{foreign}\n")] {
        std::fs::remove_file(folder.file()).unwrap();
        write_private(&folder.file(), damage).unwrap();
        assert!(keys.reload().is_err(), "{} bytes were taken", damage.len());
        assert!(!keys.reload().unwrap(), "it is told once");
        assert_eq!(keys.open(PHONE, &sealed).unwrap().as_slice(), b"1");
    }
    std::fs::remove_file(folder.file()).unwrap();
    assert!(keys.reload().is_err());
    write_private(&folder.file(), &whole).unwrap();
    assert!(keys.reload().unwrap());
}

#[test]
fn a_root_goes_when_its_afterlife_is_over_and_its_receipts_stay() {
    let (folder, clock) = (Folder::new("retire"), Clock::by_hand(now()));
    let keys = opened(&folder.file(), &clock);
    let receipts = keys.receipt_key("k1").unwrap();
    let gone = |id: &str| retire(&folder.file(), id, clock.now());
    assert!(gone("k1").is_err(), "it is current");
    let from = rotate(&folder.file(), clock.now(), false).unwrap().from;
    assert!(gone("k2").is_err(), "it is next");
    assert!(keys.reload().unwrap());
    clock.set(from + TimeDelta::hours(AFTERLIFE_HOURS) - TimeDelta::seconds(1));
    assert!(gone("k1").is_err() && gone("k9").is_err());
    clock.advance(TimeDelta::seconds(1));
    gone("k1").unwrap();
    assert!(keys.reload().unwrap());
    assert!(keys.derive("k1", "fields").is_none());
    assert_eq!(keys.receipt_key("k1"), Some(receipts));
    assert_eq!(rotate(&folder.file(), clock.now(), false).unwrap().id, "k3", "no id comes twice");
}
