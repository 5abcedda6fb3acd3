using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>GET /tokens: the header tokens of the configuration in force, each with its last use. Never a token itself.</summary>
internal static class TokensResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapGet("/tokens",
        async (HttpContext context) =>
        await context.Response.WriteAsJsonAsync(
            edge.Tokens(),
            AdminJson.Default.IReadOnlyListTokenReport,
            cancellationToken: context.RequestAborted).ConfigureAwait(false));
}
