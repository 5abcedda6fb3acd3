using SipEdge.Core.Configuration;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// Who a next hop is told the caller is: the row of the trust table, with what the two trunks' settings make of it.
/// </summary>
/// <param name="Source">Where the identity comes from that is told.</param>
/// <param name="Presented">What From shows.</param>
/// <param name="Privacy">The Privacy header that goes on.</param>
/// <param name="Critical">With "critical".</param>
/// <param name="Impossible">
/// The caller wants a privacy that the edge does not know, or no call (RFC 3323 §5: such a request fails).
/// </param>
public readonly record struct IdentityOutcome(
    IdentitySource Source, FromForm Presented, PrivacyForm Privacy, bool Critical, bool Impossible)
{
    /// <summary>Nobody outside the trust domain learns who calls.</summary>
    public bool IsPrivate => Presented == FromForm.Anonymous;

    /// <param name="from">Rules of the trunk that the message came from.</param>
    /// <param name="to">Rules of the trunk that it goes to.</param>
    /// <param name="wish">What the message says.</param>
    /// <param name="alreadyPrivate">
    /// Its From is anonymous, or its sender wanted privacy before: without a Privacy header he is not named elsewhere either.
    /// </param>
    public static IdentityOutcome Decide(IdentityRules from, IdentityRules to, PrivacyWish wish, bool alreadyPrivate)
    {
        var request = to.Restricted || (alreadyPrivate && wish.Request == PrivacyRequest.Absent)
            ? PrivacyRequest.Private
            : wish.Request;
        var row = TrustTable.Find(
            from.TrustedInbound ? Side.Trusted : Side.Untrusted, request, to.TrustedOutbound ? Side.Trusted : Side.Untrusted);
        var leaves = row.Leaves == Leaving.Always || (row.Leaves == Leaving.IfAllowed && to.TellUntrusted);
        var source = (leaves, row.Word, to.Pai) switch
        {
            (false, _, _) or (_, _, AssertedIdentityMode.Remove) => IdentitySource.Nobody,
            (_, IdentityWord.Theirs, AssertedIdentityMode.Pass) => IdentitySource.Theirs,
            (_, IdentityWord.Theirs, _) => IdentitySource.TheirsOrOurs,
            (_, IdentityWord.Ours, AssertedIdentityMode.Set) => IdentitySource.Ours,
            _ => IdentitySource.Nobody,
        };
        return new IdentityOutcome(source, row.Presented, row.Privacy, wish.Critical, wish is { Critical: true, Unknown: true });
    }
}
