namespace SipEdge.Tests.Architecture;

/// <summary>
/// The map of the code: which namespace may use which. Checked against what the compiler made, not against usings.
/// </summary>
public sealed class NamespaceMapTests
{
    private static readonly string[] Assemblies = ["SipEdge.Sip.dll", "SipEdge.Media.dll", "SipEdge.Core.dll", "sipedge.dll"];

    // A namespace may use the ones its row lists, and itself. "X.*" stands for X and everything below it.
    // A change of direction in the code is a visible line in this table's diff.
    private static readonly Dictionary<string, string[]> Map = new()
    {
        ["SipEdge.Interop"] = [],

        ["SipEdge.Sip.Messages"] = [],
        ["SipEdge.Sip.Authentication"] = ["SipEdge.Sip.Messages", "SipEdge.Sip.Transport"],
        ["SipEdge.Sip.Transport"] = ["SipEdge.Sip.Messages", "SipEdge.Interop"],
        ["SipEdge.Sip.Resolution"] = ["SipEdge.Sip.Messages", "SipEdge.Sip.Transport"],
        ["SipEdge.Sip.Transactions"] = ["SipEdge.Sip.Messages", "SipEdge.Sip.Transport"],
        ["SipEdge.Sip.Dialogs"] = ["SipEdge.Sip.Messages", "SipEdge.Sip.Transport"],

        ["SipEdge.Media.Rtp"] = [],
        ["SipEdge.Media.Srtp"] = ["SipEdge.Media.Rtp"],
        ["SipEdge.Media.Dtmf"] = ["SipEdge.Media.Rtp"],
        ["SipEdge.Media.Announcements"] = [],
        ["SipEdge.Media.Dtls"] = ["SipEdge.Media.Srtp"],
        ["SipEdge.Media.Ice"] = [],
        ["SipEdge.Media.Sdp"] = ["SipEdge.Media.Srtp", "SipEdge.Media.Relay"],
        ["SipEdge.Media.Negotiation"] =
        [
            "SipEdge.Media.Sdp", "SipEdge.Media.Srtp", "SipEdge.Media.Relay", "SipEdge.Media.Dtls", "SipEdge.Media.Ice",
            "SipEdge.Media.Quality",
        ],
        ["SipEdge.Media.Quality"] = ["SipEdge.Media.Rtp"],
        ["SipEdge.Media.Relay"] =
        [
            "SipEdge.Media.Quality", "SipEdge.Media.Rtp", "SipEdge.Media.Srtp", "SipEdge.Media.Dtmf",
            "SipEdge.Media.Announcements", "SipEdge.Media.Dtls", "SipEdge.Media.Ice", "SipEdge.Interop",
        ],

        ["SipEdge.Core.Configuration"] =
        [
            "SipEdge.Sip.Messages", "SipEdge.Sip.Authentication", "SipEdge.Sip.Transport", "SipEdge.Sip.Resolution",
            "SipEdge.Media.Relay", "SipEdge.Media.Srtp", "SipEdge.Media.Negotiation", "SipEdge.Media.Announcements",
        ],
        ["SipEdge.Core.Repairs"] = ["SipEdge.Sip.Messages", "SipEdge.Sip.Transport"],
        ["SipEdge.Core.Admission"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Phones", "SipEdge.Core.Repairs", "SipEdge.Sip.Messages", "SipEdge.Sip.Authentication",
            "SipEdge.Sip.Transport",
        ],
        ["SipEdge.Core.Phones"] = ["SipEdge.Core.Configuration", "SipEdge.Sip.Messages", "SipEdge.Sip.Transport"],
        ["SipEdge.Core.Phones.Registering"] =
        [
            "SipEdge.Core.Phones", "SipEdge.Core.Configuration", "SipEdge.Core.Admission", "SipEdge.Core.Abuse",
            "SipEdge.Core.Calls", "SipEdge.Core.Observability", "SipEdge.Sip.Messages", "SipEdge.Sip.Authentication",
            "SipEdge.Sip.Transport", "SipEdge.Sip.Transactions",
        ],
        ["SipEdge.Core.Numbers"] = ["SipEdge.Core.Configuration", "SipEdge.Sip.Messages"],
        ["SipEdge.Core.Routing"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Admission", "SipEdge.Core.Numbers", "SipEdge.Core.Trunks",
            "SipEdge.Sip.Messages",
        ],

        ["SipEdge.Core.Observability"] =
        [
            "SipEdge.Core.Admission", "SipEdge.Core.Repairs", "SipEdge.Sip.Messages", "SipEdge.Sip.Transport",
            "SipEdge.Media.Quality", "SipEdge.Media.Relay",
        ],
        ["SipEdge.Core.Rewrite"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Admission", "SipEdge.Core.Numbers", "SipEdge.Sip.Messages",
            "SipEdge.Sip.Transport",
        ],
        ["SipEdge.Core.Policy"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Admission", "SipEdge.Core.Numbers", "SipEdge.Core.Rewrite",
            "SipEdge.Sip.Messages", "SipEdge.Sip.Transport",
        ],
        ["SipEdge.Core.Abuse"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Admission", "SipEdge.Core.Observability", "SipEdge.Sip.Messages",
            "SipEdge.Sip.Transport",
        ],
        ["SipEdge.Core.Trunks"] = ["SipEdge.Core.Configuration", "SipEdge.Core.Admission", "SipEdge.Sip.Transport"],
        ["SipEdge.Core.Calls"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Trunks", "SipEdge.Core.Admission", "SipEdge.Core.Policy", "SipEdge.Core.Routing",
            "SipEdge.Core.Rewrite", "SipEdge.Core.Numbers", "SipEdge.Core.Repairs",
            "SipEdge.Core.Observability", "SipEdge.Sip.Messages", "SipEdge.Sip.Transport", "SipEdge.Sip.Transactions",
            "SipEdge.Sip.Dialogs", "SipEdge.Sip.Authentication", "SipEdge.Media.Sdp", "SipEdge.Media.Srtp", "SipEdge.Media.Dtls", "SipEdge.Media.Relay",
            "SipEdge.Media.Negotiation", "SipEdge.Media.Dtmf", "SipEdge.Media.Announcements",
        ],
        ["SipEdge.Core.Registrations"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Trunks", "SipEdge.Core.Admission", "SipEdge.Core.Calls",
            "SipEdge.Core.Rewrite", "SipEdge.Core.Observability", "SipEdge.Sip.Messages", "SipEdge.Sip.Authentication",
            "SipEdge.Sip.Transport", "SipEdge.Sip.Transactions",
        ],
        ["SipEdge.Core.Pings"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Trunks", "SipEdge.Core.Admission", "SipEdge.Core.Calls", "SipEdge.Core.Rewrite",
            "SipEdge.Sip.Messages", "SipEdge.Sip.Transport", "SipEdge.Sip.Transactions",
        ],
        ["SipEdge.Core.Passing"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Core.Admission", "SipEdge.Core.Phones", "SipEdge.Core.Routing",
            "SipEdge.Core.Trunks", "SipEdge.Core.Rewrite", "SipEdge.Core.Repairs", "SipEdge.Core.Calls", "SipEdge.Core.Observability", "SipEdge.Sip.Messages", "SipEdge.Sip.Transport",
            "SipEdge.Sip.Transactions", "SipEdge.Sip.Dialogs",
        ],
        ["SipEdge.Core.Pipeline"] =
        [
            "SipEdge.Core.Registrations", "SipEdge.Core.Pings", "SipEdge.Core.Passing", "SipEdge.Core.Repairs",
            "SipEdge.Core.Configuration", "SipEdge.Core.Trunks", "SipEdge.Core.Admission", "SipEdge.Core.Policy",
            "SipEdge.Core.Phones", "SipEdge.Core.Phones.Registering",
            "SipEdge.Core.Routing", "SipEdge.Core.Numbers", "SipEdge.Core.Rewrite", "SipEdge.Core.Abuse", "SipEdge.Core.Calls", "SipEdge.Core.Observability",
            "SipEdge.Sip.Messages", "SipEdge.Sip.Authentication",
            "SipEdge.Sip.Transport", "SipEdge.Sip.Transactions", "SipEdge.Sip.Dialogs", "SipEdge.Media.Relay",
            "SipEdge.Media.Dtls", "SipEdge.Media.Negotiation",
        ],

        ["SipEdge.Configuration"] =
        [
            "SipEdge.Core.Configuration", "SipEdge.Sip.Authentication", "SipEdge.Sip.Transport",
            "SipEdge.Media.Srtp", "SipEdge.Media.Announcements", "SipEdge.Media.Negotiation",
        ],
        ["SipEdge.Configuration.Editing"] =
            ["SipEdge.Configuration", "SipEdge.Core.Configuration", "SipEdge.Files", "SipEdge.Sip.Transport"],
        ["SipEdge.Files"] = [],
        ["SipEdge.Systemd"] = [],
        ["SipEdge.Telemetry"] = [],
        ["SipEdge.Records"] = ["SipEdge.Core.Observability", "SipEdge.Core.Repairs", "SipEdge.Sip.Transport", "SipEdge.Media.Quality", "SipEdge.Media.Relay"],
        ["SipEdge.Admin"] = ["SipEdge.Telemetry"],
        ["SipEdge.Doctor"] =
        [
            "SipEdge.Hosting", "SipEdge.Configuration", "SipEdge.Admin", "SipEdge.Core.Configuration", "SipEdge.Core.Registrations",
            "SipEdge.Sip.Messages", "SipEdge.Sip.Authentication", "SipEdge.Sip.Transport", "SipEdge.Sip.Resolution",
            "SipEdge.Media.Negotiation", "SipEdge.Media.Srtp",
        ],
        ["SipEdge.Hosting"] = ["SipEdge.*"],
        ["SipEdge.Demo"] = ["SipEdge.*"],
        ["SipEdge.Cli"] = ["SipEdge.*"],
    };

    private static readonly Lazy<NamespaceUse[]> Uses = new(() => Assemblies
        .SelectMany(name => CompiledCode.Read(Path.Combine(AppContext.BaseDirectory, name)))
        .Where(use => IsOurs(use.From) && IsOurs(use.To))
        .Distinct().ToArray());

    [Fact]
    public void Code_uses_only_what_the_map_allows()
    {
        var forbidden = Uses.Value
            .Where(use => use.From != use.To && !Allows(Map.GetValueOrDefault(use.From, []), use.To))
            .Select(use => $"{use.From} may not use {use.To}, but {use.Member} does")
            .Order().ToArray();

        Assert.True(forbidden.Length == 0, string.Join('\n', forbidden));
    }

    [Fact]
    public void Every_namespace_is_on_the_map()
    {
        var unmapped = Uses.Value.Select(use => use.From).Distinct().Where(name => !Map.ContainsKey(name)).Order();

        Assert.Empty(unmapped);
    }

    [Fact]
    public void Every_row_of_the_map_is_used()
    {
        var lived = Uses.Value.Select(use => use.From).ToHashSet();
        var used = Uses.Value.Select(use => (use.From, use.To)).ToHashSet();
        var idle = Map.Keys.Where(name => !lived.Contains(name)).Concat(
            from row in Map
            from entry in row.Value
            where !entry.EndsWith('*') && !used.Contains((row.Key, entry))
            select $"{row.Key} -> {entry}");

        Assert.Empty(idle);
    }

    [Fact]
    public void No_type_stands_outside_a_namespace()
    {
        // Compiler-made types have names that no source can spell; Program is what top-level statements make.
        var outside = Assemblies
            .SelectMany(name => CompiledCode.Read(Path.Combine(AppContext.BaseDirectory, name)))
            .Where(use => use.From.Length == 0).Select(use => use.Member).Distinct()
            .Where(name => !name.Contains('<') && !name.StartsWith("Program", StringComparison.Ordinal));

        Assert.Empty(outside);
    }

    [Fact]
    public void A_forbidden_use_is_seen_in_a_method_body_a_signature_and_a_generic_argument()
    {
        // The reader reads this very test assembly: what it reports of the sample below is known.
        const string Sample = $"{nameof(NamespaceMapTests)}.{nameof(UsesSystemText)}.";
        var seen = CompiledCode.Read(typeof(NamespaceMapTests).Assembly.Location)
            .Where(use => use.To == "System.Text" && use.Member.StartsWith(Sample, StringComparison.Ordinal))
            .Select(use => use.Member[Sample.Length..]).Order();

        Assert.Equal(["Argument", "Body", "Signature"], seen);
    }

    private static bool IsOurs(string name) => name == "SipEdge" || name.StartsWith("SipEdge.", StringComparison.Ordinal);

    private static bool Allows(string[] row, string name) => row.Any(entry =>
        entry == name
        || (entry.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(entry[..^1], StringComparison.Ordinal)));

    private static class UsesSystemText
    {
        public static int Body() => System.Text.Encoding.UTF8.GetByteCount("body");

        public static void Signature(System.Text.Rune rune) => _ = rune;

        public static object Argument() => new List<System.Text.Rune>();
    }
}
