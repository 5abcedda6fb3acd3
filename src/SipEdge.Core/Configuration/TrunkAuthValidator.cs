using System.Collections.Immutable;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class TrunkAuthValidator
{
    public static void Validate(TrunkOptions trunk, string path, ProblemList problems)
    {
        if (trunk.Auth is not { } auth)
        {
            return;
        }
        if (auth.Username.Length is 0 or > 255 || auth.Username.Any(char.IsControl))
        {
            problems.Error($"{path}.username", "a user has 1 to 255 printable characters");
        }
        var hasHa1 = auth.Ha1 is { } ha1 && (ha1.Md5 ?? ha1.Sha256 ?? ha1.Sha512T256) is not null;
        if (auth.Password is null == !hasHa1)
        {
            problems.Error(path, hasHa1 ? "password and ha1 exclude each other" : "credentials need a password or ha1 values",
                "password: { file: … }, { env: … } or { credential: … }; or ha1: { md5: { file: … } }");
        }
        ValidateRealms(trunk, auth, path, problems);
        ValidateTransports(trunk, auth, path, problems);
        if (hasHa1 && Enum.GetValues<DigestAlgorithm>().All(
            algorithm => algorithm < auth.MinAlgorithm || AccountSecrets.Reference(auth.Ha1, algorithm) is null))
        {
            problems.Error($"{path}.min_algorithm", "there is no HA1 of an algorithm that may be used",
                $"ha1: {{ {ConfigNames.Algorithm.Name(auth.MinAlgorithm)}: … }}");
        }
    }

    /// <summary>The realms that are answered: those written, else the one that the trunk registers with.</summary>
    public static ImmutableArray<string> RealmsOf(TrunkOptions trunk) =>
        trunk.Auth!.Realms.IsEmpty && trunk.Register is not null && RegisterCompiler.DomainOf(trunk) is { } domain
            ? [domain]
            : trunk.Auth.Realms;

    private static void ValidateRealms(TrunkOptions trunk, TrunkAuthOptions auth, string path, ProblemList problems)
    {
        var realms = RealmsOf(trunk);
        if (realms.IsEmpty)
        {
            problems.Error(path, "no realm is named, so no challenge would be answered",
                "realms: the text after realm= in the carrier's challenges, or \"*\"");
        }
        RealmsValidator.Validate(
            auth.Realms, $"{path}.realms", "whoever can send this trunk a challenge gets an answer to guess the password from",
            "the carrier's realm", problems);
        var any = auth.Realms.Contains(TrunkAuthOptions.AnyRealm);
        if (auth.Ha1 is not null && (any || realms.Length > 1))
        {
            problems.Error($"{path}.ha1", "HA1 values belong to one realm", "one realm, or a password");
        }
    }

    private static void ValidateTransports(TrunkOptions trunk, TrunkAuthOptions auth, string path, ProblemList problems)
    {
        var clear = trunk.Gateways.FirstOrDefault(gateway => gateway.Direction.HasFlag(GatewayDirection.Outbound)
            && gateway.EffectiveTransport != TransportKind.Tls);
        if (clear is null)
        {
            return;
        }
        if (auth.RequireTlsForAuth)
        {
            problems.Error($"{path}.require_tls_for_auth",
                $"gateway '{clear.Name}' speaks {ConfigNames.Transport.Name(clear.EffectiveTransport)}: its challenges are not answered",
                "transport: tls on every gateway");
        }
        else if (auth.MinAlgorithm == DigestAlgorithm.Md5)
        {
            problems.Warning($"{path}.min_algorithm",
                $"over {ConfigNames.Transport.Name(clear.EffectiveTransport)} everyone on the path sees the answers, and a password "
                + "is quickly guessed from MD5", "transport: tls, or min_algorithm: sha_256 where the carrier has it");
        }
    }
}
