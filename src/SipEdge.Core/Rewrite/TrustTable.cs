using static SipEdge.Core.Rewrite.FromForm;
using static SipEdge.Core.Rewrite.IdentityWord;
using static SipEdge.Core.Rewrite.Leaving;
using static SipEdge.Core.Rewrite.PrivacyForm;
using static SipEdge.Core.Rewrite.PrivacyRequest;
using static SipEdge.Core.Rewrite.Side;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// Who is told who calls: the trust domain of RFC 3325 as a table. Whose word counts depends on where a message came from (§5,
/// §6), whether it may go on depends on the caller's wish and on where it goes (§7), and what of it shows follows RFC 3323.
/// Deviates: without <c>send_pai_untrusted</c> an identity stays inside even where the caller asked for no privacy at all
/// ("none", §7): what leaves a trust domain is its operator's decision. And where a privacy is asked for, From is anonymous
/// towards a trusted peer too, as the caller's own phone should have made it (RFC 3323 §4.1).
/// </summary>
public static class TrustTable
{
    /// <summary>
    /// Came from, the caller's wish, goes to: whose word is told, whether it leaves, From, Privacy.
    /// </summary>
    public static readonly TrustRow[] Rows =
    [
        new(Trusted,   Absent,  Trusted,   Theirs, Always,    Kept,      Unwritten),
        new(Trusted,   None,    Trusted,   Theirs, Always,    Kept,      NoneKept),
        new(Trusted,   Private, Trusted,   Theirs, Always,    Anonymous, IdAdded),

        new(Trusted,   Absent,  Untrusted, Theirs, IfAllowed, Kept,      Unwritten),
        new(Trusted,   None,    Untrusted, Theirs, IfAllowed, Kept,      NoneKept),
        new(Trusted,   Private, Untrusted, Theirs, Never,     Anonymous, Unwritten), // done, so no longer asked for (RFC 3323 §5)

        new(Untrusted, Absent,  Trusted,   Ours,   Always,    Kept,      Unwritten),
        new(Untrusted, None,    Trusted,   Ours,   Always,    Kept,      NoneKept),
        new(Untrusted, Private, Trusted,   Ours,   Always,    Anonymous, IdAdded),

        new(Untrusted, Absent,  Untrusted, Ours,   IfAllowed, Kept,      Unwritten),
        new(Untrusted, None,    Untrusted, Ours,   IfAllowed, Kept,      NoneKept),
        new(Untrusted, Private, Untrusted, Ours,   Never,     Anonymous, Unwritten),
    ];

    public static TrustRow Find(Side from, PrivacyRequest wish, Side to)
    {
        foreach (ref readonly var row in Rows.AsSpan())
        {
            if (row.From == from && row.Wish == wish && row.To == to)
            {
                return row;
            }
        }
        throw new ArgumentOutOfRangeException(nameof(wish), wish, "The table has a row for every case");
    }
}
