using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Pipeline;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Bench;

/// <summary>May this request come in? Among a hundred thousand address entries, accounts and tokens; parsing included.</summary>
[MemoryDiagnoser]
public class AdmissionBenchmarks
{
    private const int Entries = 100_000;
    private const int Accounts = 100_000;
    private const int Tokens = 100_000;

    /// <summary>As many different names are asked for in turn, so that no look-up is told by the one before it.</summary>
    private const int Asked = 4096;

    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private readonly NonceFactory _nonces = new("0123456789abcdef"u8, long.MaxValue / 4);
    private readonly LoopNonces _judge;
    private readonly NextCount _fresh;
    private readonly Flow _listed = new(TransportKind.Udp, 0, 0, Endpoint("10.77.77.77:5060"));
    private readonly Flow _stranger = new(TransportKind.Udp, 0, 0, Endpoint("203.0.113.1:5060"));
    private readonly SocketEndpoint _local = Endpoint("192.0.2.10:5060");
    private readonly byte[] _plain = Request(string.Empty);
    private readonly byte[] _token = Request("X-Auth-EndpointSid: sid-77\r\nX-Auth-VoipToken: token\r\n");
    private readonly byte[] _output = new byte[1024];
    private EdgeModel _model = EdgeModel.Default;
    private readonly UInt128[] _addresses = new UInt128[Asked];
    private readonly byte[][] _users = new byte[Asked][];
    private readonly byte[][] _sids = new byte[Asked][];
    private byte[] _wrong = [];
    private byte[] _right = [];
    private int _next;
    private AdmissionDecision _challenge;

    public AdmissionBenchmarks()
    {
        _judge = new LoopNonces(_nonces, new NonceCounts(1000));
        _fresh = new NextCount(_judge);
    }

    [GlobalSetup]
    public void Setup()
    {
        var secret = new SecretReference(SecretKind.Env, "secret");
        var options = Options(secret);
        _model = ModelCompiler.Compile(
            options, new Dictionary<SecretReference, Secret> { [secret] = new("token"u8.ToArray()) }, ConfigPositions.None);
        Span<byte> nonce = stackalloc byte[NonceFactory.NonceLength];
        _nonces.Write(nonce, 1, "example.net"u8);
        _wrong = Digest(nonce, new string('0', 64));
        _right = Digest(nonce, Answer(nonce));
        var random = new Random(1);
        for (var i = 0; i < Asked; i++)
        {
            _addresses[i] = SocketEndpoint.FromIpv4((10u << 24) + (uint)(random.Next(Entries) << 8) + 7, 0).Address;
            _users[i] = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"user-{random.Next(Accounts)}"));
            _sids[i] = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sid-{random.Next(Tokens)}"));
        }
        for (var i = 0; i < Asked; i++)
        {
            Expect(FindAddress() && FindAccount() && FindToken());
        }
        _challenge = Decide(_plain, _stranger);
        Expect(ListedAddress(), ReasonCode.AddressAdmitted);
        Expect(HeaderPair(), ReasonCode.TokenAdmitted);
        Expect(WrongPassword(), ReasonCode.WrongPassword);
        Expect(AuthenticatedInvite() == RequestOutcome.Placed);
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

    /// <summary>
    /// Everything there is to decide about an INVITE with a right digest answer: parse, admission, rules, route.
    /// </summary>
    [Benchmark]
    public RequestOutcome AuthenticatedInvite()
    {
        SipParser.Parse(_right, _slots, ParseLimits.Default, out var view);
        return DecisionChain.Decide(view, new Arrival(_stranger, _local, 2, DateTimeOffset.UnixEpoch), _model, _fresh).Outcome;
    }

    /// <summary>The look-up alone, among a hundred thousand prefixes.</summary>
    [Benchmark]
    public bool FindAddress() => _model.Addresses.Find(_addresses[Next()]).MoveNext();

    /// <summary>Among a hundred thousand accounts of one domain.</summary>
    [Benchmark]
    public bool FindAccount() => _model.DefaultDomain!.FindAccount(_users[Next()]) is not null;

    /// <summary>Among a hundred thousand tokens of one domain.</summary>
    [Benchmark]
    public bool FindToken() => _model.DefaultDomain!.FindToken(_sids[Next()]) is not null;

    private int Next() => _next = (_next + 1) % Asked;

    private AdmissionDecision Decide(byte[] request, in Flow from)
    {
        SipParser.Parse(request, _slots, ParseLimits.Default, out var view);
        return AdmissionPolicy.Decide(view, new Arrival(from, _local, 2, DateTimeOffset.UnixEpoch), _model, _judge);
    }

    private static void Expect(bool good)
    {
        if (!good)
        {
            throw new InvalidOperationException("What is to be measured does not work.");
        }
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
                Accounts =
                [
                    .. Enumerable.Range(0, Accounts).Select(i => string.Create(CultureInfo.InvariantCulture, $"user-{i}")),
                ],
            })
            .Add("tokens", new AclOptions
            {
                Tokens = [.. Enumerable.Range(0, Tokens).Select(i => new TokenOptions
                {
                    Sid = string.Create(CultureInfo.InvariantCulture, $"sid-{i}"), Token = secret,
                })],
                AllowCleartextToken = true,
            }),
        Domains = ImmutableSortedDictionary<string, DomainOptions>.Empty.Add(
            "example.net", new DomainOptions { Acls = ["addresses", "phones", "tokens"] }),
        DefaultDomain = "example.net",
    };

    private static string Answer(ReadOnlySpan<byte> nonce)
    {
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        Span<byte> hex = stackalloc byte[DigestAlgorithms.MaxHexLength];
        DigestResponse.WriteHa1(DigestAlgorithm.Sha256, "user-77"u8, "example.net"u8, "token"u8, ha1);
        var length = DigestResponse.Compute(
            DigestAlgorithm.Sha256, ha1, nonce, "00000001"u8, "c"u8, "auth"u8, "INVITE"u8, "sip:100@example.net"u8, hex);
        return Encoding.ASCII.GetString(hex[..length]);
    }

    private static byte[] Digest(ReadOnlySpan<byte> nonce, string response) => Request(
        $"Proxy-Authorization: Digest username=\"user-77\", realm=\"example.net\", nonce=\"{Encoding.ASCII.GetString(nonce)}\", "
        + $"uri=\"sip:100@example.net\", response=\"{response}\", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"c\"\r\n");

    private static SocketEndpoint Endpoint(string text) => SocketEndpoint.From(IPEndPoint.Parse(text));

    private static byte[] Request(string headers) => Encoding.ASCII.GetBytes(
        "INVITE sip:100@example.net SIP/2.0\r\nVia: SIP/2.0/UDP 10.77.77.77;branch=z9hG4bKbench\r\nMax-Forwards: 70\r\n"
        + "From: <sip:a@example.net>;tag=1\r\nTo: <sip:100@example.net>\r\nCall-ID: bench\r\nCSeq: 1 INVITE\r\n"
        + "Contact: <sip:a@10.77.77.77>\r\n" + headers + "Content-Length: 0\r\n\r\n");

    /// <summary>The loop's own bookkeeping, with a count of its own: a request that is measured again is no replay.</summary>
    private sealed class NextCount(LoopNonces nonces) : INonceJudge
    {
        private uint _count;

        public NonceStatus Check(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> realm, long now) => nonces.Check(nonce, realm, now);

        public NonceCountStatus Use(ReadOnlySpan<byte> nonce, uint count, long now) => nonces.Use(nonce, ++_count, now);
    }
}
