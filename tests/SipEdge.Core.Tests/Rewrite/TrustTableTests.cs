using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;

namespace SipEdge.Core.Tests.Rewrite;

/// <summary>
/// Every cell of who-is-told-what against what RFC 3325 and RFC 3323 say, written down here a second time and in another way.
/// </summary>
public sealed class TrustTableTests
{
    private static readonly string[] Wishes =
        ["", "none", "id", "ID", "header", "user", "critical", "session", "history", "none;critical", "id;critical",
            "none;id", "user;header;id", "session;user"];

    private static readonly (string Name, string Lines, string[] Read)[] Identities =
    [
        ("none", "", []),
        ("sip", "P-Asserted-Identity: \"B\" <sip:100@in.example>\n", ["\"B\" <sip:100@192.0.2.10>"]),
        ("sips", "P-Asserted-Identity: <sips:100@in.example:5061>\n", ["<sip:100@192.0.2.10>"]),
        ("tel", "P-Asserted-Identity: tel:+1-952-456-3516\n", ["<tel:+19524563516>"]),
        ("both", "P-Asserted-Identity: <sip:100@in.example>, <tel:+31201234567>\n", ["<sip:100@192.0.2.10>", "<tel:+31201234567>"]),
        ("both the other way round", "P-Asserted-Identity: <tel:+31201234567>\nP-Asserted-Identity: <sip:100@in.example>\n",
            ["<sip:100@192.0.2.10>", "<tel:+31201234567>"]),
        ("more than allowed",
            "P-Asserted-Identity: <sip:100@in.example>, <sip:200@in.example>\nP-Asserted-Identity: <tel:+31201234567>, <tel:+31207654321>\n",
            ["<sip:100@192.0.2.10>", "<tel:+31201234567>"]),
        ("malformed", "P-Asserted-Identity: <sip:@>\nP-Asserted-Identity: bob\n", []),
        ("malformed first", "P-Asserted-Identity: <sip:@>, <sip:100@in.example>\n", ["<sip:100@192.0.2.10>"]),
        ("nobody", "P-Asserted-Identity: <sip:anonymous@anonymous.invalid>\n", []),
        ("without a user", "P-Asserted-Identity: <sip:in.example>\n", []),
        ("of another scheme", "P-Asserted-Identity: <urn:service:sos>\n", []),
        ("a local number", "P-Asserted-Identity: <tel:3516;phone-context=in.example>\n", ["<sip:3516@192.0.2.10;user=phone>"]),
        ("a name with an underscore", "P-Asserted_Identity: <sip:100@in.example>\n", []),
    ];

    public static TheoryData<string, string, bool, bool> Cells()
    {
        var cells = new TheoryData<string, string, bool, bool>();
        foreach (var wish in Wishes)
        {
            foreach (var (name, _, _) in Identities)
            {
                cells.Add(wish, name, false, false);
                cells.Add(wish, name, false, true);
                cells.Add(wish, name, true, false);
                cells.Add(wish, name, true, true);
            }
        }
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Each_next_hop_is_told_what_it_may_know(string wish, string identity, bool fromTrusted, bool toTrusted)
    {
        var (_, lines, read) = Identities.Single(row => row.Name == identity);
        var invite = OutgoingCall.Invite(lines + (wish.Length > 0 ? $"Privacy: {wish}\n" : ""));
        foreach (var pai in Enum.GetValues<AssertedIdentityMode>())
        {
            foreach (var untrusted in toTrusted ? [UntrustedIdentityMode.Never] : Enum.GetValues<UntrustedIdentityMode>())
            {
                if (!toTrusted && untrusted == UntrustedIdentityMode.Never && pai != AssertedIdentityMode.Remove)
                {
                    continue; // a configuration error
                }
                foreach (var account in new[] { null, "alice" })
                {
                    var call = new OutgoingCall(
                        Trunk(toTrusted, new IdentityOptions { Pai = pai, SendPaiUntrusted = untrusted }),
                        from: Trunk(fromTrusted, new IdentityOptions()), account);
                    var expected = Expected(wish, read, fromTrusted, toTrusted, pai, untrusted, account);
                    Assert.Equal(expected, call.Lines(
                        invite, "From", "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Privacy"));
                }
            }
        }
    }

    [Fact]
    public void The_table_has_one_row_for_every_case()
    {
        var cases = from source in Enum.GetValues<Side>()
                    from wish in Enum.GetValues<PrivacyRequest>()
                    from target in Enum.GetValues<Side>()
                    select (source, wish, target);
        Assert.Equal(cases.Order(), TrustTable.Rows.Select(row => (row.From, row.Wish, row.To)).Order());
    }

    [Fact]
    public void The_document_shows_the_same_table()
    {
        var shown = File.ReadLines(Repository.PathOf("docs/configuration.md"))
            .SkipWhile(line => line != "### Who is told who calls").Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Take(TrustTable.Rows.Length);
        Assert.Equal(TrustTable.Rows.Select(Shown), shown);
    }

    private static string Shown(TrustRow row)
    {
        var wish = row.Wish switch
        {
            PrivacyRequest.Absent => "absent",
            PrivacyRequest.None => "`none`",
            _ => "`id`, `user`, `header`",
        };
        var word = row.Word == IdentityWord.Theirs ? "theirs" : "ours";
        var identity = row.Leaves switch
        {
            Leaving.Always => word,
            Leaving.IfAllowed => $"{word}, if `when_not_private`",
            _ => "nobody's",
        };
        var privacy = row.Privacy switch
        {
            PrivacyForm.NoneKept => " `none`",
            PrivacyForm.IdAdded => " `id`",
            _ => "",
        };
        var from = row.Presented == FromForm.Kept ? "kept" : "anonymous";
        return $"| {row.From} | {wish} | {row.To} | {identity} | {from} |{privacy} |".Replace("Trusted", "trusted", StringComparison.Ordinal)
            .Replace("Untrusted", "untrusted", StringComparison.Ordinal);
    }

    private static List<string> Expected(
        string wish, string[] read, bool fromTrusted, bool toTrusted, AssertedIdentityMode pai, UntrustedIdentityMode untrusted,
        string? account)
    {
        var values = wish.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(value => value.ToLowerInvariant()).ToHashSet();
        var wantsPrivacy = values.Overlaps(["id", "header", "user"]);
        List<string> lines =
            [$"From: {(wantsPrivacy ? "\"Anonymous\" <sip:anonymous@anonymous.invalid>" : "\"Bob\" <sip:+3987654321@192.0.2.10>")};tag=t1"];

        // RFC 3325 §5: from a node it does not trust, the identity is removed and replaced by what was authenticated.
        var believed = fromTrusted ? read : [];
        string[] admitted = account is not null ? [$"<sip:{account}@192.0.2.10>"]
            : ["<sip:+3987654321@192.0.2.10>"];
        var known = believed.Length > 0 ? believed : pai == AssertedIdentityMode.Set ? admitted : [];

        // §7: to a trusted node always; to another one not when privacy was asked for, and otherwise as policy has it.
        var goes = toTrusted || (untrusted == UntrustedIdentityMode.WhenNotPrivate && !wantsPrivacy);
        if (goes && pai != AssertedIdentityMode.Remove)
        {
            lines.AddRange(known.Select(value => $"P-Asserted-Identity: {value}"));
        }

        // §9.3: whoever gets it from a trusted node must know that it is private. RFC 3323 §5: a privacy that was provided is
        // not asked for again; "none" forbids everyone on the way to provide one.
        if (wantsPrivacy && toTrusted)
        {
            lines.Add(values.Contains("critical") ? "Privacy: id;critical" : "Privacy: id");
        }
        else if (!wantsPrivacy && values.Contains("none"))
        {
            lines.Add("Privacy: none");
        }
        return lines;
    }

    private static TrunkOptions Trunk(bool trusted, IdentityOptions identity) =>
        new() { Identity = identity with { Trust = trusted ? TrustMode.Trusted : TrustMode.Untrusted } };
}
