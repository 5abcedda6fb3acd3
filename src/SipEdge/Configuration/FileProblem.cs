namespace SipEdge.Configuration;

/// <summary>Why a file could not be read, in words for the operator.</summary>
internal static class FileProblem
{
    public static string Describe(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "access is denied, or it is a directory",
        _ => error.Message,
    };
}
