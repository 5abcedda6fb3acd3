using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>An address that admits by itself and says whose the call is.</summary>
/// <param name="Path">Where it is written.</param>
/// <param name="Prefix">One address, for a name.</param>
/// <param name="Trunk">Whose the call is.</param>
/// <param name="Entry">What narrows it.</param>
/// <param name="Domains">Where it admits.</param>
/// <param name="IsName">It is one of the addresses that a name stands for.</param>
internal sealed record AddressClaim(
    string Path, AddressPrefix Prefix, string Trunk, AddressOptions Entry, HashSet<string> Domains, bool IsName)
{
    /// <summary>The contact_user of a trunk that registers: what its carrier calls; null of any other.</summary>
    public string? Account { get; init; }

    /// <summary>They overlap, but the user that is called tells them apart.</summary>
    public bool SharesWith(AddressClaim other) => Account is not null && other.Account is not null && Account != other.Account;

    /// <summary>Both could take one and the same call.</summary>
    public bool Clashes(AddressClaim other) =>
        Trunk != other.Trunk
        && Prefix.Overlaps(other.Prefix)
        && Domains.Overlaps(other.Domains)
        && (Entry.Transport is null || other.Entry.Transport is null || Entry.Transport == other.Entry.Transport)
        && (Entry.LocalPort is null || other.Entry.LocalPort is null || Entry.LocalPort == other.Entry.LocalPort)
        && !SharesWith(other)
        && !TellApartByPort(Entry, other.Entry);

    private static bool TellApartByPort(AddressOptions a, AddressOptions b) =>
        a.Port is not null && b.Port is not null && a.Port != b.Port && (a.Transport ?? b.Transport) == TransportKind.Udp;
}
