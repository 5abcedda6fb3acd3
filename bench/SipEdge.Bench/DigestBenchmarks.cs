using System.Text;
using BenchmarkDotNet.Attributes;
using SipEdge.Sip.Authentication;

namespace SipEdge.Bench;

/// <summary>What a digest answer costs the server: read it, check its nonce, verify it.</summary>
[MemoryDiagnoser]
public class DigestBenchmarks
{
    private readonly NonceFactory _nonces = new("0123456789abcdef"u8, long.MaxValue / 4);
    private readonly byte[] _nonce = new byte[NonceFactory.NonceLength];
    private byte[] _ha1 = [];
    private byte[] _header = [];

    [Params(DigestAlgorithm.Md5, DigestAlgorithm.Sha256, DigestAlgorithm.Sha512_256)]
    public DigestAlgorithm Algorithm { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _nonces.Write(_nonce, 1, "edge.example.com"u8);
        Span<byte> hex = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.WriteHa1(Algorithm, "alice"u8, "edge.example.com"u8, "secret"u8, hex);
        _ha1 = hex[..length].ToArray();
        length = DigestResponse.Compute(Algorithm, _ha1, _nonce, "00000001"u8, "0a4f113b"u8, "auth"u8, "INVITE"u8,
            "sip:+31201234567@edge.example.com"u8, hex);
        _header = Encoding.ASCII.GetBytes(
            $"Digest username=\"alice\", realm=\"edge.example.com\", nonce=\"{Encoding.ASCII.GetString(_nonce)}\", "
            + "uri=\"sip:+31201234567@edge.example.com\", "
            + $"algorithm={Encoding.ASCII.GetString(DigestAlgorithms.Name(Algorithm))}, qop=auth, nc=00000001, "
            + $"cnonce=\"0a4f113b\", response=\"{Encoding.ASCII.GetString(hex[..length])}\"");
        if (!CheckAnswer())
        {
            throw new InvalidOperationException("The answer to be measured is not right.");
        }
    }

    [Benchmark]
    public bool CheckAnswer() => DigestCredentials.TryParse(_header, out var credentials) == DigestParseStatus.Complete
        && _nonces.Check(credentials.Nonce, "edge.example.com"u8, 2) == NonceStatus.Valid
        && DigestResponse.Verify(credentials, "INVITE"u8, _ha1);
}
