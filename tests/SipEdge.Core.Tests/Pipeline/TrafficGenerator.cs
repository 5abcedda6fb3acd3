using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Phones;
using SipEdge.Core.Tests.Admission;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// A configuration with a bit of everything, and callers of every kind towards it: known, unknown, right, wrong, half right,
/// broken. The same seed makes the same messages.
/// </summary>
internal sealed class TrafficGenerator(int seed)
{
    private static readonly string[] Sources =
    [
        "198.51.100.7:5060", "198.51.100.7:5080", "198.51.100.9:5060", "192.0.2.20:5060", "192.0.2.21:5060", "203.0.113.66:5060",
        "127.0.0.1:5060", "192.0.2.40:5060", "192.0.2.41:5060", "192.0.2.50:5060",
    ];

    /// <summary>The connection that "registered" is registered by, while it is.</summary>
    public const int Registration = 7;

    /// <summary>The phones of the domain with phones, by what the PBX calls them; nobody has the last.</summary>
    private static readonly PhoneBinding[] Phones =
        [Phone("anna", reachable: true, expiresAt: long.MaxValue), Phone("bert", reachable: false, expiresAt: long.MaxValue), Phone("carl", reachable: true, 0)];

    private static readonly string[] Uris =
    [
        "sip:0031201234567@example.net", "sip:+31201234567@example.net", "sip:112@example.net", "sip:anna@example.org",
        "sip:0201234567@192.0.2.10", "sips:+44123@example.net", "tel:+31-20-1234567", "sip:100@nowhere.example", "http://x",
        "sip:09001@example.net;user=phone", "sip:*43@example.org", "sip:0201234567@phones.example", "sip:account@192.0.2.10",
        $"sip:{Token(Phones[0])}@phones.example", $"sip:{Token(Phones[1])}@phones.example", $"sip:{Token(Phones[2])}@phones.example",
        $"sip:ph{new string('0', 32)}@phones.example",
    ];

    private const string Offer =
        "v=0\r\no=- 1 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8 0\r\n";

    private readonly Random _random = new(seed);
    private int _serial;

    /// <summary>With whatever is registered in it.</summary>
    public static PhoneBook Book()
    {
        var book = new PhoneBook();
        Array.ForEach(Phones, book.Add);
        return book;
    }

    /// <summary>What a certificate, a registration or a phone's flow is known of; a running edge finds out the same.</summary>
    public static Arrival WithPhones(in Arrival arrival, byte[] message, PhoneBook book)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        if (SipParser.Parse(message, slots, ParseLimits.Default, out var request) != ParseStatus.Complete)
        {
            return arrival;
        }
        return arrival with
        {
            Phone = NameAddressView.TryParse(request.First(HeaderId.From), out var from) && SipUriView.TryParse(from.Uri, out var shown)
                ? book.Find(arrival.Source, shown.User)
                : null,
            CalledPhone = SipUriView.TryParse(request.RequestUri, out var uri) && PhoneToken.TryRead(uri.User, out var token)
                ? book.Find(token)
                : null,
        };
    }

    /// <summary>One that is registered, or none.</summary>
    public RegisteredTrunks Registered() => _random.Next(2) == 0
        ? RegisteredTrunks.None
        : new RegisteredTrunks(
            new[] { "registered" }.ToFrozenSet(), new Dictionary<int, ImmutableArray<string>> { [Registration] = ["registered"] }.ToFrozenDictionary());

    public static EdgeOptions Options() => AskingForCertificates(TestOptions.Edge(
        ("office", new AclOptions
        {
            Caller = new CallerOptions { Policy = "no-premium" },
            Addresses = [TestOptions.Address("198.51.100.7", port: 5060), TestOptions.Address("198.51.100.0/28", transport: TransportKind.Tls)],
        }),
        ("phones", new AclOptions { Accounts = ["anna", "bert"] }),
        ("both", new AclOptions { Addresses = [TestOptions.Address("198.51.100.9")], Accounts = ["carl"], Trunk = "partner" }),
        ("tokens", new AclOptions
        {
            Caller = new CallerOptions { CallerId = new CallerIdOptions { Mode = CallerIdMode.Force, Number = "+31205550100" } },
            Tokens = [new TokenOptions { Sid = "sid-a", Token = TestOptions.Password("secret-a") }],
            AllowCleartextToken = true,
        }),
        ("elsewhere", new AclOptions { Addresses = [TestOptions.Address("203.0.113.0/25")] })) with
    {
        Accounts = TestOptions.Named(
            ("anna", new AccountOptions
            {
                Password = TestOptions.Password("pa"),
                Caller = new CallerOptions
                {
                    CallerId = new CallerIdOptions { Mode = CallerIdMode.Owned },
                    OwnedNumbers = ["+3120*", "020*"],
                },
            }),
            ("bert", new AccountOptions
            {
                Password = TestOptions.Password("pb"),
                Caller = new CallerOptions { Policy = "business" },
            }),
            ("carl", new AccountOptions { Password = TestOptions.Password("pc") })),
        Policies = TestOptions.Named(
            ("no-premium", new PolicyOptions { Denied = ["0900*"], Privacy = PrivacyMode.RefuseAnonymous }),
            ("business", new PolicyOptions
            {
                Allowed = ["+31*", "0031*", "112"],
                Hours = [new TimeWindowOptions { Days = [DayOfWeek.Saturday], From = "08:00", To = "18:00" }],
                TimeZone = "Europe/Amsterdam",
            })),
        Numbers = new SpecialNumberOptions { Emergency = ["112"], ShortCodes = ["*43"] },
        Domains = TestOptions.Named(
            ("example.net", new DomainOptions { Acls = ["office", "phones", "both", "tokens"] }),
            ("phones.example", new DomainOptions
            {
                Acls = ["phones"],
                Algorithms = [DigestAlgorithm.Sha256],
                Phones = new PhoneOptions { Pbx = "pbx", Authentication = PhoneAuthentication.Pbx },
            }),
            ("example.org", new DomainOptions { Acls = ["phones", "elsewhere"], Algorithms = [DigestAlgorithm.Sha256] })),
        Trunks = TestOptions.Named(
            ("carrier", TestOptions.Trunk(
                TestOptions.Gateway("first", "192.0.2.20"),
                TestOptions.Gateway("second", "192.0.2.21") with { Transport = TransportKind.Tls, Scheme = GatewayScheme.Sips }) with
            {
                Identity = new IdentityOptions
                {
                    Trust = TrustMode.Trusted,
                    Pai = AssertedIdentityMode.Set,
                    FromHost = "edge.example",
                    Accept = [IdentityHeader.Pai, IdentityHeader.Rpid],
                    Send = [IdentityHeader.Pai, IdentityHeader.Ppi],
                },
                Numbers = new NumberOptions
                {
                    Country = "31",
                    NationalPrefix = "0",
                    Out = new NumberFormatOptions { Default = NumberFormat.E164Plain, From = NumberFormat.E164Plus },
                    In = new NumberFormatOptions { Default = NumberFormat.National },
                },
                Headers =
                [
                    new HeaderRuleOptions { Set = "X-Edge", Value = "yes" },
                    new HeaderRuleOptions { Copy = "Subject" },
                    new HeaderRuleOptions { Remove = "Priority" },
                ],
            }),
            ("partner", TestOptions.Trunk(TestOptions.Gateway("only", "192.0.2.30") with { Transport = TransportKind.Tcp }) with
            {
                Identity = new IdentityOptions { SendPaiUntrusted = UntrustedIdentityMode.WhenNotPrivate, Form = IdentityForm.Tel },
                ReasonHeader = false,
            }),
            ("pbx", TestOptions.Trunk(TestOptions.Gateway("only", "192.0.2.50"))),
            ("certified", TestOptions.Trunk(TestOptions.Gateway("only", "192.0.2.40") with { Transport = TransportKind.Tls }) with
            {
                Tls = new TrunkTlsOptions { ClientNames = ["sip.certified.example"], RequireClientName = true },
            }),
            ("registered", TestOptions.Trunk(TestOptions.Gateway("only", "192.0.2.41")) with
            {
                Auth = new TrunkAuthOptions { Username = "account", Password = TestOptions.Password("pr") },
                Register = new RegisterOptions(),
            })),
        Routes =
        [
            new RouteOptions { FromTrunk = "carrier", To = "partner" },
            new RouteOptions { Prefix = "00", Strip = 2, Prepend = "+", To = "carrier" },
            new RouteOptions { Prefix = "+", To = "carrier" },
            new RouteOptions { Prefix = "*43", To = RouteOptions.Echo },
            new RouteOptions { Domain = "example.org", To = "partner" },
            new RouteOptions { Domain = "phones.example", To = "pbx" },
            new RouteOptions { Prefix = "account", To = RouteOptions.Echo },
        ],
    });

    /// <summary>Sets where the caller stands, and returns what it sends from there; every one is a new request.</summary>
    public byte[] Next(Caller caller)
    {
        _serial++;
        caller.From = Pick(Sources);
        caller.Transport = Pick(TransportKind.Udp, TransportKind.Udp, TransportKind.Udp, TransportKind.Tcp, TransportKind.Tls);
        caller.Connection = caller.Transport == TransportKind.Udp || _random.Next(4) > 0 ? 0 : Registration;
        caller.Tls = caller.Transport == TransportKind.Tls ? Certificate() : null;
        caller.Method = Pick("INVITE", "INVITE", "INVITE", "INVITE", "INVITE", "INVITE", "OPTIONS", "REGISTER", "MESSAGE", "FROB");
        caller.Uri = Pick(Uris);
        var lines = new List<string>
        {
            $"{caller.Method} {caller.Uri} SIP/2.0",

            // The number twice: no mangled byte makes the branch of one request that of another, which would be absorbed.
            $"Via: SIP/2.0/{caller.Transport.ToString().ToUpperInvariant()} {caller.From};branch=z9hG4bK{_serial}-{_serial}",
            $"Call-ID: {_serial}@generated",
            $"CSeq: {_random.Next(1, 1000)} {caller.Method}",
            $"From: {Pick("<sip:anna@example.net>", "\"A. B\" <sip:0201111111@example.net>", "<tel:+31201111111>", "\"Anonymous\" <sip:anonymous@anonymous.invalid>", "sip:plain@x", "<sip:anna@phones.example>", "<sip:bert@phones.example>", "<broken")};tag={_serial}",
            $"To: <{caller.Uri}>{(_random.Next(12) == 0 ? ";tag=made-up" : "")}",
            $"Contact: <sip:caller@{caller.From}>",
        };
        Maybe(lines, 2, () => $"Max-Forwards: {Pick("70", "1", "0", "255")}");
        Maybe(lines, 4, () => $"Privacy: {Pick("id", "none", "user;id", "header", "Critical;ID", "nonsense")}");
        Maybe(lines, 3, () => $"P-Asserted-Identity: {Pick("<sip:+31201111111@x>", "<tel:+31201111111>", "\"X\" <sip:a@b>, <tel:+1>", "broken")}");
        Maybe(lines, 5, () => $"P-Preferred-Identity: <sip:{Pick("anna", "bert", "+31201111111")}@example.net>");
        Maybe(lines, 6, () => $"Diversion: <sip:+31209999999@x>;reason=unconditional;counter={Pick("1", "5", "99")}");
        Maybe(lines, 6, () => "Remote-Party-ID: <sip:+31201111111@x>;privacy=full;screen=yes;party=calling");
        Maybe(lines, 8, () => $"Require: {Pick("100rel", "timer, path")}");
        Maybe(lines, 8, () => $"User-Agent: {Pick("friendly-scanner", "Good Phone 1.0")}");
        Maybe(lines, 8, () => $"Subject: {Pick("hello", "x\ty")}");
        Credentials(lines, caller);
        var body = caller.Method == "INVITE" ? Pick("", "", Offer, Offer, Offer.Replace("m=audio", "m=video"), "v=broken\r\n") : "";
        if (body.Length > 0)
        {
            lines.Add($"Content-Type: {Pick("application/sdp", "application/sdp", "application/sdp", "text/plain")}");
        }
        lines.Add($"Content-Length: {body.Length}");
        var message = Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n" + body);
        if (_random.Next(10) == 0)
        {
            message[_random.Next(message.Length)] = (byte)_random.Next(256);
        }
        return message;
    }

    /// <summary>None, the right one, one of nobody's, or one that was verified for somebody else.</summary>
    private TlsSession? Certificate() => _random.Next(5) switch
    {
        0 => null,
        1 => Shown("sip.other.example"),
        2 => Shown("sip.certified.example", new PeerName("carrier", "sip.certified.example")),
        _ => Shown("sip.certified.example", new PeerName("certified", "sip.certified.example")),
    };

    private static TlsSession Shown(string name, params PeerName[] verified) => new("TLSv1.3", "TLS_AES_128_GCM_SHA256", name, [.. verified]);

    private static EdgeOptions AskingForCertificates(EdgeOptions options) => options with
    {
        Listeners = [.. options.Listeners.Select(static one =>
            one.Transport == TransportKind.Tls ? one with { ClientAuth = ClientAuth.Optional } : one)],
    };

    private static PhoneBinding Phone(string user, bool reachable, long expiresAt)
    {
        var name = Encoding.ASCII.GetBytes(user);
        var flow = new Flow(TransportKind.Udp, 0, 0, SocketEndpoint.From(System.Net.IPEndPoint.Parse("203.0.113.66:5060")));
        return new PhoneBinding(
            0, PhoneToken.Of("phones.example", name, "c"u8, default), PhoneToken.OfRecord("phones.example", name), "phones.example", name,
            default)
        {
            Path = new PhonePath(
                flow, Encoding.ASCII.GetBytes($"sip:{user}@192.168.7.7"), Encoding.ASCII.GetBytes($"sip:{user}@phones.example")),
            Reachable = reachable,
            ExpiresAt = expiresAt,
        };
    }

    private static string Token(PhoneBinding phone)
    {
        Span<byte> token = stackalloc byte[PhoneToken.Length];
        PhoneToken.Write(token, phone.Token);
        return Encoding.ASCII.GetString(token);
    }

    private void Credentials(List<string> lines, Caller caller)
    {
        switch (_random.Next(6))
        {
            case 0:
                var user = Pick("anna", "bert", "carl", "nobody");
                lines.Add(caller.Digest(
                    user, Pick($"p{user[0]}", "wrong"), Pick("example.net", "example.net", "example.org"),
                    count: Pick(1, 1, 1, 2), algorithm: Pick(DigestAlgorithm.Sha256, DigestAlgorithm.Md5),
                    nonce: Pick(null, null, "made-up"), header: Pick("Authorization", "Proxy-Authorization"),
                    qop: _random.Next(8) > 0));
                break;
            case 1:
                Maybe(lines, 1, () => $"X-Auth-EndpointSid: {Pick("sid-a", "sid-b")}");
                Maybe(lines, 2, () => $"X-Auth-VoipToken: {Pick("secret-a", "wrong", "")}");
                break;
            default:
                break;
        }
    }

    private void Maybe(List<string> lines, int oneIn, Func<string> line)
    {
        if (_random.Next(oneIn) == 0)
        {
            lines.Insert(_random.Next(2, lines.Count + 1), line());
        }
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
