using System.Text.RegularExpressions;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Admission;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>
/// The provider of the source documents: a domain whose callers are let in by address, by a header pair or by digest; and a
/// second domain with an account of its own. Behind it the trunk of <see cref="EdgeScenario"/>.
/// </summary>
internal sealed class CredentialScenario : IDisposable
{
    public const string Sid = "92d04fa7-f86f-4acd-a589-860569201845";
    public const string Token = "your-voip-token-here";
    public const string Domain = "carrierx.example.com";

    private int _sent;

    public CredentialScenario(Func<EdgeOptions, EdgeOptions>? change = null, bool gated = true)
    {
        Edge = new EdgeScenario(change: options => change?.Invoke(Options(options)) ?? Options(options), gated: gated);
        Liar = new Caller(Edge.Model, new string('\0', 32));
    }

    public EdgeScenario Edge { get; }

    /// <summary>Makes digest answers to this edge's nonces.</summary>
    public Caller Liar { get; }

    /// <summary>Everything that next hops were sent.</summary>
    public IEnumerable<string> Outside => Edge.Callee.Messages.Concat(Edge.Second.Messages);

    /// <summary>INVITEs that reached the trunk; each is a call of its own, since the next hop hears no retransmission.</summary>
    public int CallsPlaced => Edge.Callee.Heard.Count(static heard => heard == "INVITE");

    public Stranger At(string address) => new(Edge.Network, SocketEndpoint.From(System.Net.IPEndPoint.Parse(address)));

    /// <summary>Sends an INVITE and says what was answered last within a second.</summary>
    public string Ask(Stranger from, string headers, TransportKind transport = TransportKind.Udp, string host = Domain, string? body = null)
    {
        var before = from.Messages.Count;
        from.Send(transport, Edge.ToEdge.Remote, Invite(headers, host, body));
        Edge.Network.RunFor(1_000);
        return from.Messages.Skip(before).LastOrDefault() ?? "";
    }

    public string Invite(string headers, string host = Domain, string? body = null)
    {
        _sent++;
        body ??= SimulatedPhone.Description("192.0.2.77", 4000);
        return $"INVITE sip:1202@{host} SIP/2.0\r\nVia: SIP/2.0/UDP 10.222.2.4:5060;branch=z9hG4bKc{_sent}\r\nMax-Forwards: 70\r\n"
            + $"From: sipp <sip:sipp@10.222.2.4:5060>;tag=c{_sent}\r\nTo: sut <sip:1202@{host}>\r\nCall-ID: c{_sent}\r\n"
            + $"CSeq: 1 INVITE\r\nContact: <sip:sipp@10.222.2.4>\r\n{headers}Content-Type: application/sdp\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}";
    }

    public string Digest(string user, string password, string realm = Domain, string host = Domain, string? nonce = null)
    {
        Liar.Now = Edge.Now;
        Liar.Uri = $"sip:1202@{host}";
        return Liar.Digest(user, password, realm, nonce) + "\r\n";
    }

    /// <summary>Without what differs in any two answers.</summary>
    public static string Shape(string answer) => Regex.Replace(
        Regex.Replace(answer, "nonce=\"[^\"]*\"", "nonce"), "(branch|tag)=[^;\r\n]*|Call-ID: [^\r]*", "$1");

    public void Dispose() => Edge.Dispose();

    private static EdgeOptions Options(EdgeOptions options) => options with
    {
        Accounts = TestOptions.Named(
            ("phone", new AccountOptions { Password = TestOptions.Password("pp") }),
            ("31000000", new AccountOptions { Password = TestOptions.Password("pm") }),
            ("other", new AccountOptions { Password = TestOptions.Password("po") })),
        Acls = options.Acls
            .SetItem("callers", new AclOptions { Addresses = [TestOptions.Address("10.0.0.2"), TestOptions.Address("10.0.0.5")] })
            .Add("endpoint", new AclOptions
            {
                Tokens = [new TokenOptions { Sid = Sid, Token = TestOptions.Password(Token) }],
                AllowCleartextToken = true,
            })
            .Add("phones", new AclOptions { Accounts = ["phone"] })
            .Add("ACL_OUTBOUND_SIP_TRUNK", new AclOptions { Addresses = [TestOptions.Address("10.222.2.4")], Accounts = ["31000000"] })
            .Add("others", new AclOptions { Accounts = ["other"] }),
        Domains = TestOptions.Named(
            ("edge.example", new DomainOptions { Acls = ["callers"] }),
            (Domain, new DomainOptions { Acls = ["callers", "endpoint", "phones"] }),
            ("mydomain.sip.messagebird.com", new DomainOptions { Acls = ["ACL_OUTBOUND_SIP_TRUNK"] }),
            ("theirs.sip.messagebird.com", new DomainOptions { Acls = ["others"] })),
    };
}
