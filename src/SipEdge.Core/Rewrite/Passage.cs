using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>One message on its way through the edge: who sent it, who gets it, and what the edge is called there.</summary>
public readonly ref struct Passage
{
    /// <param name="from">The trunk it came from; null for a bare account or address.</param>
    /// <param name="to">The trunk it goes to; the same.</param>
    /// <param name="account">That authenticated it, if one did.</param>
    /// <param name="scheme">Of the identities in it.</param>
    /// <param name="sentBy">"host:port" of the edge as the receiver knows it.</param>
    /// <param name="forced">The number that every call of the sender leaves with, if there is one.</param>
    public Passage(
        TrunkModel? from, TrunkModel? to, AccountModel? account, UriScheme scheme, ReadOnlySpan<byte> sentBy,
        byte[]? forced = null)
    {
        Forced = forced;
        FromTrunk = from;
        ToTrunk = to;
        Account = account;
        Scheme = scheme;
        Host = To.FromHost ?? HostOf(sentBy);
    }

    public TrunkModel? FromTrunk { get; }

    public TrunkModel? ToTrunk { get; }

    public AccountModel? Account { get; }

    /// <summary>In canonical form: it stands in From and in what is asserted, whatever the sender says.</summary>
    public byte[]? Forced { get; }

    public UriScheme Scheme { get; }

    /// <summary>What stands in an identity where the sender's own host was.</summary>
    public ReadOnlySpan<byte> Host { get; }

    public IdentityRules From => FromTrunk?.Identity ?? IdentityRules.Stranger;

    public IdentityRules To => ToTrunk?.Identity ?? IdentityRules.Stranger;

    /// <summary>How the sender writes numbers.</summary>
    public NumberPlan FromNumbers => FromTrunk?.Numbers ?? NumberPlan.Default;

    /// <summary>How the receiver wants them.</summary>
    public NumberPlan ToNumbers => ToTrunk?.Numbers ?? NumberPlan.Default;

    /// <summary>Who is told what about the sender of <paramref name="message"/>.</summary>
    /// <param name="message">Read for what its sender wants to be known of him.</param>
    /// <param name="alreadyPrivate">He has asked for privacy earlier in the call.</param>
    public IdentityOutcome Decide(scoped in SipMessageView message, bool alreadyPrivate = false)
    {
        var wish = PrivacyWish.Read(message);
        if (wish.Request == PrivacyRequest.Absent && From is { TrustedInbound: true, Accepts.Rpid: true }
            && RemoteParty.TryFind(message, out var party) && party.IsPrivate)
        {
            wish = wish with { Request = PrivacyRequest.Private };
        }
        var opensCall = message.IsRequest && message.ToTag.IsEmpty; // inside a dialog From is only a name of the dialog
        return IdentityOutcome.Decide(
            From, To, wish, alreadyPrivate || (opensCall && IsAnonymous(message.First(HeaderId.From))));
    }

    private static bool IsAnonymous(ReadOnlySpan<byte> from) =>
        NameAddressView.TryParse(from, out var address) && SipUriView.TryParse(address.Uri, out var uri)
        && Ascii.EqualsIgnoreCase(uri.Host, AnonymousCaller.Host);

    /// <summary>An identity names a host, not the port that it happens to be reached at.</summary>
    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> hostPort)
    {
        var colon = hostPort.LastIndexOf((byte)':');
        return colon > 0 && colon > hostPort.LastIndexOf((byte)']') ? hostPort[..colon] : hostPort;
    }
}
