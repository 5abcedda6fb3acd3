using System.Text;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

internal static class TrunkAuthCompiler
{
    public static TrunkCredentials? Compile(
        string trunk, TrunkOptions options, IReadOnlyDictionary<SecretReference, Secret> secrets, ConfigPositions positions)
    {
        if (options.Auth is not { } auth)
        {
            return null;
        }
        var anyRealm = auth.Realms.Contains(TrunkAuthOptions.AnyRealm);
        // As an account has it, with the hashes of every algorithm that may be asked for.
        var account = new AccountOptions { Password = auth.Password, Ha1 = auth.Ha1 };
        var algorithms = Enum.GetValues<DigestAlgorithm>().Where(algorithm => algorithm >= auth.MinAlgorithm);
        return new TrunkCredentials(
            auth.Username,
            anyRealm ? [] :
            [
                .. TrunkAuthValidator.RealmsOf(options).Distinct().Select(realm => (
                    Encoding.UTF8.GetBytes(realm),
                    AccountSecrets.Compile(auth.Username, realm, account, [.. algorithms], secrets))),
            ],
            anyRealm && auth.Password is { } password ? secrets[password] : null)
        {
            MinAlgorithm = auth.MinAlgorithm,
            RequireTls = auth.RequireTlsForAuth,
            WhenRefused = auth.WhenRefused,
            Line = positions.Line($"trunks.{trunk}.auth"),
        };
    }
}
