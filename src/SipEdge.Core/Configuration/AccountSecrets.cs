using System.Collections.Immutable;
using System.Text;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

/// <summary>The HA1 values of an account in one realm.</summary>
internal static class AccountSecrets
{
    /// <summary>Hex of the longest, SHA-256's and SHA-512/256's.</summary>
    private const int LongestHex = 64;

    /// <summary>By algorithm; only those that are offered, so that no weaker hash of a password is kept than is used.</summary>
    public static byte[]?[] Compile(
        string user, string realm, AccountOptions account, ImmutableArray<DigestAlgorithm> offered,
        IReadOnlyDictionary<SecretReference, Secret> secrets)
    {
        var values = new byte[]?[Enum.GetValues<DigestAlgorithm>().Length];
        foreach (var algorithm in offered)
        {
            values[(int)algorithm] = account.Password is { } password
                ? FromPassword(algorithm, user, realm, secrets[password])
                : FromHex(Reference(account.Ha1, algorithm), secrets);
        }
        return values;
    }

    public static int HexLength(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Md5 ? 32 : LongestHex;

    public static SecretReference? Reference(Ha1Options? ha1, DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => ha1?.Md5,
        DigestAlgorithm.Sha256 => ha1?.Sha256,
        _ => ha1?.Sha512T256,
    };

    private static byte[] FromPassword(DigestAlgorithm algorithm, string user, string realm, Secret password)
    {
        Span<byte> hex = stackalloc byte[LongestHex];
        var length = DigestResponse.WriteHa1(
            algorithm, Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(realm), password.Reveal(), hex);
        return hex[..length].ToArray();
    }

    private static byte[]? FromHex(SecretReference? reference, IReadOnlyDictionary<SecretReference, Secret> secrets)
    {
        if (reference is null)
        {
            return null;
        }
        // The response is computed over lower-case hex (RFC 7616 §3.4.2); tools print either.
        var hex = secrets[reference].Reveal().ToArray();
        for (var i = 0; i < hex.Length; i++)
        {
            hex[i] = hex[i] is >= (byte)'A' and <= (byte)'F' ? (byte)(hex[i] | 0x20) : hex[i];
        }
        return hex;
    }
}
