//! What the bench uses of the machine: a folder, ports, processes, and figures about them.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A temporary folder, removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder.
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("sanhui-vote-night-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the bench");
        Self(path)
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A folder of this name in it, made if needed.
    pub fn within(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(&path).expect("a folder for the bench");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A process that ends with the bench. Where the machine has `setpriv`, it ends also when the bench is killed.
pub struct Child {
    process: std::process::Child,
    /// The signal at which the process ends quickly and cleanly.
    signal: &'static str,
}

impl Child {
    /// Starts the command.
    pub fn start(command: &mut Command, signal: &'static str) -> Self {
        let process = command.stdin(Stdio::null()).spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self { process, signal }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Whether the process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(Some(_)) | Err(_))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = Command::new("kill").args([self.signal, &self.pid().to_string()]).status();
        let patience = Instant::now() + Duration::from_secs(15);
        while !self.has_ended() && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command that ends with its parent, and runs as this user when one is named.
pub fn command(program: &Path, user: Option<&str>) -> Command {
    let Ok(true) = Command::new("setpriv").arg("--version").stdout(Stdio::null()).status().map(|s| s.success()) else {
        assert!(user.is_none(), "PostgreSQL does not run as root, and there is no setpriv");
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]);
    if let Some(user) = user {
        command.args([format!("--reuid={user}"), format!("--regid={user}"), "--init-groups".to_owned()]);
    }
    command.arg(program);
    command
}

/// Whether the bench runs as root.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// An address with a port that is free now.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// The proportional set size of a process in megabytes; `None` where the machine does not tell it.
pub fn pss_mb(pid: u32) -> Option<f64> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1_024.0)
}

/// The largest resident set of a process so far in megabytes; `None` where the machine does not tell it.
pub fn peak_mb(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1_024.0)
}

/// The seconds of CPU that a process and its children, also ended ones, have used; `None` where the machine does not
/// tell it.
pub fn cpu_seconds(pid: u32) -> Option<f64> {
    const TICKS_A_SECOND: f64 = 100.0; // Linux reports in these ticks on every kernel
    let fields = |of: &str| {
        let stat = std::fs::read_to_string(format!("/proc/{of}/stat")).ok()?;
        let (_, after) = stat.rsplit_once(") ")?; // the program's name before it may contain anything
        let fields: Vec<f64> = after.split(' ').map(|field| field.parse().unwrap_or(0.0)).collect();
        (fields.len() > 14).then_some(fields)
    };
    let ticks = |fields: &[f64]| fields[11..15].iter().sum::<f64>();
    let mut all = ticks(&fields(&pid.to_string())?);
    for other in std::fs::read_dir("/proc").ok()?.flatten() {
        let name = other.file_name();
        let Some(name) = name.to_str().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())) else { continue };
        if let Some(fields) = fields(name).filter(|fields| fields[1] as u32 == pid) {
            all += ticks(&fields);
        }
    }
    Some(all / TICKS_A_SECOND)
}

/// The median time in milliseconds to write 4 KiB and sync them to the disk.
pub fn fsync_ms(folder: &Path) -> f64 {
    let path = folder.join("fsync");
    let mut file = std::fs::File::create(&path).expect("a file");
    let times = (0..50).map(|_| {
        let begin = Instant::now();
        file.write_all(&[7; 4_096]).and_then(|()| file.sync_data()).expect("writing");
        begin.elapsed().as_secs_f64() * 1_000.0
    });
    let median = crate::report::median(times.collect());
    let _ = std::fs::remove_file(path);
    median
}
