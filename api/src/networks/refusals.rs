use domain::network::NetworkRefusal;

use crate::problem::FieldRefusal;

impl FieldRefusal for NetworkRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::HostBits => "host_bits",
            Self::MappedIpv4 => "mapped_ipv4",
            Self::Twice => "twice",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Malformed => "应为网段，如 10.20.0.0/16 或 2001:db8::/32",
            Self::HostBits => "前缀之后的位应为零，请填写网段的首个地址",
            Self::MappedIpv4 => "请写成对应的 IPv4 网段",
            Self::Twice => "网段重复",
        }
        .to_owned()
    }
}
