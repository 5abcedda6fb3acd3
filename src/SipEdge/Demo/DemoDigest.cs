using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Demo;

/// <summary>Answers a digest challenge as a phone does: the first algorithm offered is the one preferred (RFC 8760 §2.4).</summary>
internal static class DemoDigest
{
    public static (HeaderId Header, string Value) Answer(
        DemoMessage challenged, string user, string password, string method, string uri)
    {
        var (header, challenge) = challenged.Challenges[0];
        var realm = Parameter(challenge, "realm");
        var nonce = Parameter(challenge, "nonce");
        if (!DigestAlgorithms.TryFind(Bytes(Parameter(challenge, "algorithm")), out var algorithm))
        {
            algorithm = DigestAlgorithm.Md5;
        }

        var cnonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var ha1Length = DigestResponse.WriteHa1(algorithm, Bytes(user), Bytes(realm), Bytes(password), ha1);
        Span<byte> response = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.Compute(
            algorithm, ha1[..ha1Length], Bytes(nonce), "00000001"u8, Bytes(cnonce), "auth"u8, Bytes(method), Bytes(uri), response);
        var value = string.Create(
            CultureInfo.InvariantCulture,
            $"Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm={Encoding.ASCII.GetString(DigestAlgorithms.Name(algorithm))}, qop=auth, nc=00000001, cnonce=\"{cnonce}\", response=\"{Encoding.ASCII.GetString(response[..length])}\"");
        return (header == HeaderId.WwwAuthenticate ? HeaderId.Authorization : HeaderId.ProxyAuthorization, value);
    }

    public static string Parameter(string challenge, string name)
    {
        var at = challenge.IndexOf($"{name}=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return string.Empty;
        }

        var value = challenge[(at + name.Length + 1)..];
        return value.StartsWith('"') ? value[1..value.IndexOf('"', 1)] : value.Split(',', ' ')[0];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
