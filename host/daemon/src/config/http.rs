//! `[http]`: where the host listens, and how patient and generous it is.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use serde::Deserialize;

/// The port that the host listens on by default.
const PORT: u16 = 7431;

/// A sender's own patience ends about here, in seconds.
const WAIT_MAX: u64 = 600;

/// Largest limit on messages, in MiB; a message must fit on the disk several times over.
const MESSAGE_MAX: u64 = 4_096;

/// Where the host listens, and how patient and generous it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Http {
    /// `luister`: address and port. Port 0 takes a free one. Default `127.0.0.1:7431`.
    pub(crate) luister: SocketAddr,
    /// `ook_extern`: must be `true` for an address that other machines reach. The host itself does
    /// no TLS: put something in front of it that does. Default `false`.
    pub(crate) ook_extern: bool,
    /// `wacht_seconden`: how long a sender waits for the answer of the connector before it is told
    /// where to find it. Default 20.
    pub(crate) wacht_seconden: u64,
    /// `bericht_max_mib`: largest message that is taken, in MiB. Default 256.
    pub(crate) bericht_max_mib: u64,
}

impl Default for Http {
    fn default() -> Http {
        Http {
            luister: (Ipv4Addr::LOCALHOST, PORT).into(),
            ook_extern: false,
            wacht_seconden: 20,
            bericht_max_mib: 256,
        }
    }
}

impl Http {
    /// How long a sender waits.
    pub(crate) fn wait(&self) -> Duration {
        Duration::from_secs(self.wacht_seconden)
    }

    /// Largest message, in bytes.
    pub(crate) fn message_max(&self) -> u64 {
        self.bericht_max_mib.saturating_mul(1 << 20)
    }

    /// Whether other machines may reach it.
    pub(crate) fn is_open_to_others(&self) -> bool {
        !self.luister.ip().is_loopback()
    }

    /// Where a program on this machine reaches it; none when the port is chosen at start.
    pub(crate) fn own_url(&self) -> Option<String> {
        let mut address = self.luister;
        if address.ip().is_unspecified() {
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        (address.port() != 0).then(|| format!("http://{address}"))
    }

    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.is_open_to_others() && !self.ook_extern {
            problems.push(format!(
                "http.luister = \"{}\" is bereikbaar voor andere machines; zet er ook_extern = true \
                 bij als dat de bedoeling is, en zet er iets voor dat TLS doet",
                self.luister
            ));
        }
        if self.wacht_seconden > WAIT_MAX {
            problems.push(format!("http.wacht_seconden is ten hoogste {WAIT_MAX}"));
        }
        if !(1..=MESSAGE_MAX).contains(&self.bericht_max_mib) {
            problems.push(format!("http.bericht_max_mib ligt tussen 1 en {MESSAGE_MAX}"));
        }
        problems
    }
}
