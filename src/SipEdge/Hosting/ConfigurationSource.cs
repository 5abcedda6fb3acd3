using SipEdge.Configuration;

namespace SipEdge.Hosting;

/// <summary>Where the configuration comes from; read at start and again at each reload.</summary>
internal sealed class ConfigurationSource(string? path)
{
    /// <summary>The path, or what stands in for one in messages.</summary>
    public string Name => path ?? "built-in default";

    /// <summary>For the first line on the console: an edge without a file says what it does instead.</summary>
    public string Description => path is null
        ? "no configuration file: the built-in default serves (loopback may call and is echoed, everyone else is refused)"
        : $"configuration {path}";

    public static ConfigurationSource Find(string? option) =>
        new(ConfigurationPath.Resolve(option, Environment.GetEnvironmentVariable, File.Exists));

    public LoadedConfiguration Load() => Load(effective: null);

    /// <param name="effective">Gets every value that is read from a file.</param>
    public LoadedConfiguration Load(EffectiveValues? effective) =>
        path is null ? ConfigurationFile.LoadDefault() : ConfigurationFile.Load(path, effective);
}
