using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>
/// What a source address means to one domain. Admitting: the most specific entry by which the address alone admits. NearMiss: an
/// entry of the domain covers the address, but not its port or transport, or it admits no calls at all. Elsewhere: an entry that
/// only other domains attach. The rest: whether credentials of that kind could admit from here at all.
/// </summary>
public readonly record struct SourceClass(
    AddressEntry? Admitting, AddressEntry? NearMiss, AddressEntry? Elsewhere, bool Accounts, bool Tokens, bool ClearTokens)
{
    /// <summary>Would admit if its trunk were registered.</summary>
    public AddressEntry? Unregistered { get; init; }

    /// <summary>Of one of several trunks that are registered there, none of which the request names.</summary>
    public AddressEntry? Ambiguous { get; init; }
}
