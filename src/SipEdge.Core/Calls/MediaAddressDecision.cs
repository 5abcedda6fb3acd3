using SipEdge.Core.Configuration;

namespace SipEdge.Core.Calls;

/// <summary>What is done with an address that a description names, why, and by which line.</summary>
internal readonly record struct MediaAddressDecision(MediaAddressVerdict Verdict, MediaAddressFault Fault, ConfigLine Line)
{
    public string Why => Fault switch
    {
        MediaAddressFault.Own => "a listener of the edge",
        MediaAddressFault.Multicast => "multicast or broadcast",
        MediaAddressFault.Loopback => "loopback, and the peer is not on this machine",
        MediaAddressFault.NotPublic => "not public",
        MediaAddressFault.NotPublicOfPublic => "not public, and the peer is",
        _ => "taken",
    };
}

/// <summary>What is done with an address that a description names.</summary>
internal enum MediaAddressVerdict : byte
{
    /// <summary>Media is sent there.</summary>
    Taken,

    /// <summary>Nothing is sent there; media goes where the peer's signalling and then its packets come from.</summary>
    NotBelieved,

    /// <summary>The description is refused.</summary>
    Refused,
}
