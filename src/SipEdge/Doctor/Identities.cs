using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Doctor;

/// <summary>As whom a test speaks: as the trunk would, from the test's own port.</summary>
internal static class Identities
{
    /// <summary>The caller of OPTIONS and INVITE, without brackets.</summary>
    public static string Caller(TrunkModel trunk, string scheme, ProbeWire wire)
    {
        var account = Account(trunk);
        var user = Text(trunk.Identity.FromUser) ?? Text(trunk.Numbers.DefaultNumber) ?? account?.User ?? "sipedge";
        var host = Text(trunk.Identity.FromHost) ?? account?.Host ?? wire.Local.ToString();
        return $"{scheme}:{user}@{host}";
    }

    /// <summary>With brackets; <paramref name="user"/> tells the test's binding from the edge's, beside the port.</summary>
    public static string Contact(string user, ProbeWire wire) => $"<sip:{user}@{wire.Local}{wire.ViaTransport switch
    {
        "UDP" => "",
        "TCP" => ";transport=tcp",
        _ => ";transport=tls",
    }}>";

    /// <summary>Of "&lt;sip:user@host&gt;".</summary>
    private static (string User, string Host)? Account(TrunkModel trunk)
    {
        if (trunk.Register is not { } register)
        {
            return null;
        }
        var text = Encoding.ASCII.GetString(register.AddressOfRecord);
        var (colon, at) = (text.IndexOf(':', StringComparison.Ordinal), text.LastIndexOf('@'));
        return (text[(colon + 1)..at], text[(at + 1)..].TrimEnd('>'));
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
