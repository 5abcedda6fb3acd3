using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Bench;

/// <summary>May this request come in? With a hundred thousand address entries and ten thousand accounts; parsing included.</summary>
[MemoryDiagnoser]
public class AdmissionBenchmarks
{
    private const int Entries = 100_000;
    private const int Accounts = 10_000;

    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private readonly NonceFactory _nonces = new("0123456789abcdef"u8, long.MaxValue / 4);
    private readonly LoopNonces _judge;
    private readonly Flow _listed = new(TransportKind.Udp, 0, 0, Endpoint("10.77.77.77:5060"));
    private readonly Flow _stranger = new(TransportKind.Udp, 0, 0, Endpoint("203.0.113.1:5060"));
    private readonly SocketEndpoint _local = Endpoint("192.0.2.10:5060");
    private readonly byte[] _plain = Request(string.Empty);
    private readonly byte[] _token = Request("X-Auth-EndpointSid: sid\r\nX-Auth-VoipToken: token\r\n");
    private readonly byte[] _output = new byte[1024];
    private EdgeModel _model = EdgeModel.Default;
    private byte[] _wrong = [];
    private AdmissionDecision _challenge;

    public AdmissionBenchmarks() => _judge = new LoopNonces(_nonces, new NonceCounts(1000));

    [GlobalSetup]
    public void Setup()
    {
        var secret = new SecretReference(SecretKind.Env, "secret");
        var options = Options(secret);
        _model = ModelCompiler.Compile(
            options, new Dictionary<SecretReference, Secret> { [secret] = new("token"u8.ToArray()) }, ConfigPositions.None);
        Span<byte> nonce = stackalloc byte[NonceFactory.NonceLength];
        _nonces.Write(nonce, 1, "example.net"u8);
        _wrong = Request(
            $"Proxy-Authorization: Digest username=\"user-77\", realm=\"example.net\", nonce=\"{Encoding.ASCII.GetString(nonce)}\", "
            + $"uri=\"sip:100@example.net\", response=\"{new string('0', 64)}\", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"c\"\r\n");
        _challenge = Decide(_plain, _stranger);
        Expect(ListedAddress(), ReasonCode.AddressAdmitted);
        Expect(HeaderPair(), ReasonCode.TokenAdmitted);
        Expect(WrongPassword(), ReasonCode.WrongPassword);
        Expect(_challenge.Reason, ReasonCode.CredentialsMissing);
    }

    [Benchmark]
    public ReasonCode ListedAddress() => Decide(_plain, _listed).Reason;

    [Benchmark]
    public ReasonCode HeaderPair() => Decide(_token, _stranger).Reason;

    [Benchmark]
    public ReasonCode WrongPassword() => Decide(_wrong, _stranger).Reason;

    [Benchmark]
    public int Challenge()
    {
        var writer = new SipWriter(_output);
        AdmissionPolicy.WriteChallenge(ref writer, _challenge, _nonces, 1);
        return writer.Length;
    }

    /// <summary>The look-up alone, among a hundred thousand prefixes.</summary>
    [Benchmark]
    public bool FindAddress() => _model.Addresses.Find(_listed.Remote.Address).MoveNext();

    private AdmissionDecision Decide(byte[] request, in Flow from)
    {
        SipParser.Parse(request, _slots, ParseLimits.Default, out var view);
        return AdmissionPolicy.Decide(view, new Arrival(from, _local, 2, DateTimeOffset.UnixEpoch), _model, _judge);
    }

    private static void Expect(ReasonCode actual, ReasonCode expected)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException($"What is to be measured is {actual}, not {expected}.");
        }
    }

    private static EdgeOptions Options(SecretReference secret) => DefaultConfiguration.Options with
    {
        Accounts = Enumerable.Range(0, Accounts).ToImmutableSortedDictionary(
            i => string.Create(CultureInfo.InvariantCulture, $"user-{i}"), _ => new AccountOptions { Password = secret }),
        Acls = ImmutableSortedDictionary<string, AclOptions>.Empty
            .Add("addresses", new AclOptions
            {
                Addresses = [.. Enumerable.Range(0, Entries).Select(i => new AddressOptions
                {
                    // 256 addresses each, over 10.0.0.0/8 and what follows it.
                    Prefix = string.Create(CultureInfo.InvariantCulture, $"{10 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}.0/24"),
                })],
            })
            .Add("phones", new AclOptions
            {
                Accounts = [.. Enumerable.Range(0, Accounts).Select(i => string.Create(CultureInfo.InvariantCulture, $"user-{i}"))],
            })
            .Add("tokens", new AclOptions
            {
                Tokens = [new TokenOptions { Sid = "sid", Token = secret }],
                AllowCleartextToken = true,
            }),
        Domains = ImmutableSortedDictionary<string, DomainOptions>.Empty.Add(
            "example.net", new DomainOptions { Acls = ["addresses", "phones", "tokens"] }),
        DefaultDomain = "example.net",
    };

    private static SocketEndpoint Endpoint(string text) => SocketEndpoint.From(IPEndPoint.Parse(text));

    private static byte[] Request(string headers) => Encoding.ASCII.GetBytes(
        "INVITE sip:100@example.net SIP/2.0\r\nVia: SIP/2.0/UDP 10.77.77.77;branch=z9hG4bKbench\r\nMax-Forwards: 70\r\n"
        + "From: <sip:a@example.net>;tag=1\r\nTo: <sip:100@example.net>\r\nCall-ID: bench\r\nCSeq: 1 INVITE\r\n"
        + headers + "Content-Length: 0\r\n\r\n");
}
