using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Rewrite;

/// <summary>
/// An INVITE from the trunk "pbx" or the account "alice" to the trunk "carrier", as the gateway 203.0.113.5 gets it.
/// Messages are written with plain line ends.
/// </summary>
internal sealed class OutgoingCall
{
    private readonly EdgeModel _model;
    private readonly AdmissionDecision _admission;
    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private readonly byte[] _headers = new byte[8192];
    private readonly byte[] _uri = new byte[OutgoingUri.MaxLength];

    public OutgoingCall(TrunkOptions to, TrunkOptions? from = null, string? account = null, params string[] owned)
    {
        var options = TestOptions.Edge(("callers", new AclOptions { Accounts = [account ?? "alice"] })) with
        {
            Accounts = TestOptions.Named((account ?? "alice", new AccountOptions
            {
                Password = TestOptions.Password("p"),
                Caller = new CallerOptions { OwnedNumbers = [.. owned] },
            })),
            Trunks = TestOptions.Named(
                ("carrier", to with { Gateways = [TestOptions.Gateway("one", "203.0.113.5")] }),
                ("pbx", (from ?? new TrunkOptions()) with { Gateways = [TestOptions.Gateway("one", "192.0.2.20")] })),
            Routes = [new RouteOptions { To = "carrier" }],
        };
        _model = TestOptions.Compile(options);
        var trunk = from is null ? null : _model.Trunks.Single(trunk => trunk.Name == "pbx");
        var user = account is null ? null : _model.DefaultDomain!.FindAccount(Encoding.UTF8.GetBytes(account));
        _admission = new AdmissionDecision(
            AdmissionVerdict.Admit, ReasonCode.AddressAdmitted, 0, _model.DefaultDomain, _model.Acls[0], trunk, user);
    }

    /// <summary>The number that the caller must leave with.</summary>
    public byte[]? Forced { get; init; }

    /// <summary>An INVITE from the inside with these header lines more.</summary>
    public static string Invite(string headers = "", string from = "\"Bob\" <sip:+3987654321@pbx.inside.example:5070;user=phone>;tag=a") =>
        $"""
        INVITE sip:31201234567@edge.example SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK1
        Max-Forwards: 70
        From: {from}
        To: <sip:31201234567@edge.example>
        Call-ID: inside@pbx.inside.example
        CSeq: 4711 INVITE
        Contact: <sip:bob@pbx.inside.example:5070>
        User-Agent: Inside/1.0
        {headers}Content-Length: 0


        """;

    /// <summary>Request line and headers, as sent.</summary>
    public string Send(string text)
    {
        Assert.Null(Write(Bytes(text), out var uri, out var headers));
        return $"INVITE {Encoding.UTF8.GetString(uri)} SIP/2.0\n{Encoding.UTF8.GetString(headers).ReplaceLineEndings("\n")}";
    }

    public ReasonCode? Refusal(string text) => Write(Bytes(text), out _, out _);

    /// <summary>The header lines of those names, as sent.</summary>
    public string[] Lines(string text, params string[] names) =>
        [.. Send(text).Split('\n').Where(line => names.Any(name => line.StartsWith($"{name}: ", StringComparison.Ordinal)))];

    public ReasonCode? Write(byte[] bytes, out ReadOnlySpan<byte> uri, out ReadOnlySpan<byte> headers)
    {
        // No Assert.Equal: this runs where allocations are counted.
        Assert.True(SipParser.Parse(bytes, _slots, ParseLimits.Default, out var invite) == ParseStatus.Complete, "it parses");
        var route = _model.Routes.Find("31201234567"u8, new RouteCaller(_model.DefaultDomain, null, _model.Acls[0], default))!;
        var writer = new SipWriter(_headers);
        var names = new OutgoingNames("192.0.2.10:5060"u8, "t1"u8, "c1"u8);
        var reason = OutgoingInvite.Write(
            ref writer, invite, _admission, Forced, route, route.To.Trunks[0], route.To.Trunks[0].Outbound[0].Targets[0], names, _uri, out var length);
        uri = _uri.AsSpan(0, length);
        headers = writer.Written;
        return reason;
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
}
