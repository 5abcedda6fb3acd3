using System.Collections.Immutable;
using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Configuration;

internal static class RegisterCompiler
{
    public static RegisterModel? Compile(
        string trunk, TrunkOptions options, ImmutableArray<GatewayModel> outbound, ConfigPositions positions)
    {
        if (options.Register is not { } register)
        {
            return null;
        }
        var domain = DomainOf(options) ?? throw new InvalidOperationException("The validator asks for an outbound gateway");
        var user = UserOf(options) ?? throw new InvalidOperationException("The validator asks for a user");
        var scheme = outbound.All(static gateway => gateway.Scheme == UriScheme.Sips) ? "sips" : "sip";
        return new RegisterModel
        {
            RequestUri = Encoding.ASCII.GetBytes($"{scheme}:{domain}"),
            AddressOfRecord = Encoding.ASCII.GetBytes($"<{scheme}:{user}@{options.Identity.FromHost ?? domain}>"),
            User = Encoding.ASCII.GetBytes(user),
            ContactUser = Encoding.ASCII.GetBytes(register.ContactUser ?? user),
            Expires = (int)register.Expires.TotalSeconds,
            RetryMs = (long)register.Retry.TotalMilliseconds,
            RetryMaxMs = (long)register.RetryMax.TotalMilliseconds,
            RetryDeniedMs = (long)register.RetryDenied.TotalMilliseconds,
            WhenUnregistered = register.WhenUnregistered,
            Targets = [.. outbound.SelectMany(static gateway => gateway.Targets)],
            Line = positions.Line($"trunks.{trunk}.register"),
        };
    }

    /// <summary>The registrar as a URI names it; null without an outbound gateway.</summary>
    public static string? DomainOf(TrunkOptions trunk)
    {
        if (trunk.Register?.RegistrarDomain is { } written)
        {
            return written;
        }
        var first = trunk.Gateways.Where(static gateway => gateway.Active && gateway.Direction.HasFlag(GatewayDirection.Outbound))
            .OrderBy(static gateway => gateway.Priority).FirstOrDefault();
        return first is null ? null
            : first.TlsName ?? (first.Address.Contains(':', StringComparison.Ordinal) ? $"[{first.Address}]" : first.Address);
    }

    public static string? UserOf(TrunkOptions trunk) => trunk.Identity.FromUser ?? trunk.Auth?.Username;
}
