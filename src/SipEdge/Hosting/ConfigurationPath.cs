namespace SipEdge.Hosting;

/// <summary>Which configuration serves: the one that was named, else the installed one, else the built-in.</summary>
internal static class ConfigurationPath
{
    public const string Variable = "SIPEDGE_CONFIG";
    public const string Installed = "/etc/sipedge/sipedge.yaml";

    /// <summary>
    /// Null: no file, the built-in default serves. A file that was named and is not there is not replaced by it.
    /// </summary>
    public static string? Resolve(string? option, Func<string, string?> environment, Func<string, bool> exists)
    {
        if (!string.IsNullOrEmpty(option))
        {
            return option;
        }

        var named = environment(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            return named;
        }

        return exists(Installed) ? Installed : null;
    }
}
