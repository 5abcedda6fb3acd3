using System.Security.Cryptography;
using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Demo;

/// <summary>
/// Answers a digest challenge as a phone does: the first algorithm offered is the one preferred (RFC 8760 §2.4).
/// </summary>
internal static class DemoDigest
{
    /// <returns>A whole header line.</returns>
    public static byte[] Answer(DemoMessage challenged, string user, string password, SipMethod method, string uri)
    {
        var (header, value) = challenged.Challenges[0];
        var status = DigestChallengeView.TryParse(Bytes(value), out var challenge);
        if (status != DigestParseStatus.Complete)
        {
            throw new DemoFailedException($"the challenge cannot be read ({status}): {value}");
        }

        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.WriteHa1(challenge.Algorithm, Bytes(user), challenge.Realm, Bytes(password), ha1);
        var writer = new SipWriter(new byte[1024]);
        DigestAnswer.Write(
            ref writer,
            proxy: header == HeaderId.ProxyAuthenticate,
            challenge,
            Bytes(user),
            ha1[..length],
            SipMethods.Name(method),
            Bytes(uri),
            Bytes(RandomNumberGenerator.GetHexString(16, lowercase: true)),
            nonceCount: 1);
        return writer.Failed
            ? throw new DemoFailedException($"the challenge cannot be answered: {value}")
            : writer.Written.ToArray();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
