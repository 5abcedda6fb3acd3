namespace SipEdge.Core.Tests;

/// <summary>Files of the repository that a test compares the code with.</summary>
internal static class Repository
{
    public static string PathOf(string relative)
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "SipEdge.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("SipEdge.sln is in no parent folder");
        }
        return Path.Combine(directory, relative);
    }
}
