using System.Reflection;

namespace SipEdge.Hosting;

/// <summary>The version that status, telemetry and --version tell.</summary>
internal static class EdgeVersion
{
    public static string Text { get; } = typeof(EdgeVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
